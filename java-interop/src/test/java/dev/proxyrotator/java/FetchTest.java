package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.fetch.FetchOutcome;
import dev.proxyrotator.fetch.FetchRequest;
import dev.proxyrotator.fetch.FetchResponse;
import dev.proxyrotator.fetch.FetchResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FetchTest {
  private static final String URL = "http://origin.test/";

  private FakeProxy proxy;
  private ProxyRotatorBlocking rotator;

  @BeforeEach
  void open() throws Exception {
    proxy =
        FakeProxy.running(
            it -> it.respond(Integer.parseInt(it.target().substring(URL.length())), it.body()));
    rotator =
        ProxyRotatorBlocking.builder()
            .proxy(proxy.url())
            .backoff(Duration.ZERO, Duration.ZERO)
            .build();
  }

  @AfterEach
  void close() throws Exception {
    rotator.close();
    proxy.close();
  }

  @Test
  @DisplayName("S3-5 a FetchRequest has the defaults of the library, or what was set")
  void requests() {
    FetchRequest usual = FetchRequests.of(URL);
    assertEquals("GET", usual.getMethod());
    assertEquals(Duration.ofSeconds(10), Durations.timeout(usual));
    assertEquals(3, usual.getMaxRetries());
    FetchRequest own =
        FetchRequests.builder(URL)
            .method("PUT")
            .header("x-trace", "a")
            .header("X-Trace", "b")
            .data("{\"a\": [1]}")
            .timeout(Duration.ofSeconds(2))
            .maxRetries(0)
            .build();
    assertEquals("PUT", own.getMethod());
    assertEquals(Map.of("X-Trace", "b"), own.getHeaders());
    assertEquals(Duration.ofSeconds(2), Durations.timeout(own));
    assertEquals(0, own.getMaxRetries());
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> FetchRequests.builder(URL).data("{secret").build());
    assertFalse(error.toString().contains("secret"), error.toString());
    var negative = FetchRequests.builder(URL).timeout(Duration.ofSeconds(-1));
    assertThrows(IllegalArgumentException.class, negative::build);
  }

  @Test
  @DisplayName("S3-6 S3-11 S3-12 a fetch brings status, headers, text, time and attempts")
  void single() throws Exception {
    FetchResponse response =
        rotator.fetch(FetchRequests.builder(URL + 200).method("POST").data("{\"a\":1}").build());
    assertEquals(200, response.getStatus());
    assertEquals("{\"a\":1}", response.getBody());
    assertEquals("7", response.header("content-length"));
    assertEquals(1, response.getAttempt());
    assertFalse(Durations.of(response).isNegative());
    assertEquals("application/json", proxy.only().header("Content-Type").orElseThrow());
    assertEquals(200, rotator.futures().fetch(URL + 200).get().getStatus());
  }

  @Test
  @DisplayName("S3-10 404 is an error at once, 500 after three more attempts")
  void errors() throws Exception {
    var gone = assertThrows(HttpStatusException.class, () -> rotator.fetch(URL + 404));
    assertEquals(404, gone.response().status());
    assertEquals(1, proxy.seen().size());
    var broken = Expect.failure(HttpStatusException.class, rotator.futures().fetch(URL + 500));
    assertEquals(500, broken.response().status());
    assertEquals(5, proxy.seen().size());
  }

  @Test
  @DisplayName("S3-9 S3-10 S4-13 fetchAll tells of each what became of it, and the numbers of all")
  void all() throws Exception {
    List<FetchRequest> requests =
        Stream.of(200, 404, 201, 200).map(status -> FetchRequests.of(URL + status)).toList();
    FetchResult result = rotator.fetchAll(requests);
    assertEquals(3, result.getSuccessCount());
    assertEquals(404, result.getFailures().get(0).getStatusCode());
    assertEquals(
        List.of(200, 404, 201, 200),
        result.getOutcomes().stream().map(FetchOutcome::getStatusCode).toList());
    assertEquals(3, rotator.fetchAll(requests, 2).getSuccessCount());
    assertEquals(8, rotator.getFetchStats().getRequests());
    assertEquals(6, rotator.getFetchStats().getSuccesses());
    assertEquals(Map.of(200, 4L, 201, 2L, 404, 2L), rotator.getFetchStats().getByStatus());
    var times = rotator.getFetchStats().getResponseTimes();
    assertTrue(Durations.min(times).compareTo(Durations.average(times)) <= 0);
    assertTrue(Durations.max(times).compareTo(Durations.total(times)) <= 0);
    assertThrows(IllegalArgumentException.class, () -> rotator.fetchAll(requests, 0));
  }

  @Test
  @DisplayName("S4-8 fetchUrls is a map in the order of the URLs")
  void urls() throws Exception {
    Map<String, FetchOutcome> outcomes =
        rotator.fetchUrls(List.of(URL + 404, URL + 200, URL + 404));
    assertEquals(List.of(URL + 404, URL + 200), List.copyOf(outcomes.keySet()));
    assertFalse(outcomes.get(URL + 404).getSuccess());
    assertEquals("HTTP 404 Not Found", outcomes.get(URL + 404).getError());
    assertTrue(outcomes.get(URL + 200).getSuccess());
    assertEquals(1, rotator.fetchUrls(List.of(URL + 200), 1).size());
  }

  @Test
  @DisplayName("S1-20 S4-12 outcomes come as they are known, from a lazy list")
  void asCompleted() {
    List<FetchRequest> requests = List.of(FetchRequests.of(URL + 200), FetchRequests.of(URL + 404));
    try (Stream<FetchOutcome> outcomes = rotator.fetchAsCompleted(requests, 1)) {
      assertEquals(List.of(200, 404), outcomes.map(FetchOutcome::getStatusCode).toList());
    }
    try (Stream<FetchOutcome> outcomes = rotator.fetchAsCompleted(requests)) {
      assertEquals(2, outcomes.count());
    }
    assertThrows(
        IllegalArgumentException.class, () -> rotator.futures().fetchAsCompleted(requests, 0));
  }
}
