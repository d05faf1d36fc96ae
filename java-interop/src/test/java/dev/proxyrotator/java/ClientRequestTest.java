package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxyTimeoutException;
import dev.proxyrotator.failure.TargetRefusedException;
import dev.proxyrotator.failure.TooManyRedirectsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClientRequestTest {
  private static final String URL = "http://origin.test/";

  @Test
  @DisplayName(
      "S1-2 S1-3 S1-4 S1-5 S2-2 base URL, headers, credentials and cookies reach the target")
  void defaults() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .baseUrl("http://origin.test/v1")
                .userAgent("crawler/1.0")
                .defaultHeader("Accept", "text/csv")
                .basicAuth("user", "pass")
                .cookies(cookies -> cookies.set(URL, "theme", "dark"))
                .build()) {
      assertEquals("http://origin.test/v1/users", rotator.get("/users").bodyString());
      Exchange seen = proxy.only();
      assertEquals("crawler/1.0", seen.header("User-Agent").orElseThrow());
      assertEquals("text/csv", seen.header("Accept").orElseThrow());
      assertEquals("Basic dXNlcjpwYXNz", seen.header("Authorization").orElseThrow());
      assertEquals("theme=dark", seen.header("Cookie").orElseThrow());
      rotator.get("users", request -> request.header("Authorization", "Other"));
      assertEquals("Other", proxy.seen().get(1).header("Authorization").orElseThrow());
      rotator.cookies().clear();
      assertEquals(List.of(), rotator.cookies().getAll());
    }
  }

  @Test
  @DisplayName("S1-3 a token is sent as a bearer's")
  void bearer() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorBlocking.builder().proxy(proxy.url()).bearer("abc").build()) {
      rotator.get(URL);
      assertEquals("Bearer abc", proxy.only().header("Authorization").orElseThrow());
    }
  }

  @Test
  @DisplayName(
      "S1-7 S1-8 redirects are followed up to a number, or not, by configuration or request")
  void redirects() throws Exception {
    try (var proxy =
            FakeProxy.running(
                it -> {
                  int hop = Integer.parseInt(it.target().substring(URL.length()));
                  if (hop == 0) it.respond(200, "there");
                  else it.respond(302, "", "Location: " + URL + (hop - 1));
                });
        var rotator = ProxyRotatorBlocking.builder().proxy(proxy.url()).maxRedirects(2).build()) {
      Response there = rotator.get(URL + 2);
      assertEquals("there", there.bodyString());
      assertEquals(List.of(URL + 2, URL + 1), there.redirects());
      assertEquals(URL + 0, there.url());
      assertThrows(TooManyRedirectsException.class, () -> rotator.get(URL + 3));
      Response first = rotator.get(URL + 3, request -> request.followRedirects(false));
      assertEquals(302, first.status());
      assertEquals(List.of(), first.redirects());
    }
  }

  @Test
  @DisplayName("S2-9 S2-10 S2-11 with expectSuccess an error status is an HttpStatusException")
  void expectSuccess() throws Exception {
    try (var proxy = FakeProxy.answering(404, "gone");
        var rotator =
            ProxyRotatorBlocking.builder().proxy(proxy.url()).expectSuccess(true).build()) {
      var error = assertThrows(HttpStatusException.class, () -> rotator.get(URL + "?key=secret"));
      assertEquals(404, error.response().status());
      assertEquals("gone", error.response().bodyString());
      assertTrue(!error.getMessage().contains("secret"), error.getMessage());
      error = Expect.failure(HttpStatusException.class, rotator.futures().get(URL));
      assertEquals(404, error.response().status());
      error = assertThrows(HttpStatusException.class, () -> rotator.streamGet(URL));
      assertEquals(404, error.response().status());
      BatchResult item = rotator.batchGet(List.of(URL)).get(0);
      assertEquals(HttpStatusException.class, item.error().orElseThrow().getClass());
    }
  }

  @Test
  @DisplayName("S1-22 S2-4 a request's own limits beat the rule for its URL and the client's")
  void limits() throws Exception {
    try (var silent = FakeProxy.silent();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(silent.url())
                .timeoutRules(
                    rules -> rules.host("origin.test", it -> it.call(Duration.ofMillis(20))))
                .build()) {
      var byRule = assertThrows(ProxyTimeoutException.class, () -> rotator.get(URL));
      assertEquals(Duration.ofMillis(20), Durations.limit(byRule));
      var own =
          assertThrows(
              ProxyTimeoutException.class,
              () ->
                  rotator.get(
                      URL, request -> request.timeouts(it -> it.call(Duration.ofMillis(30)))));
      assertEquals(Duration.ofMillis(30), Durations.limit(own));
    }
  }

  @Test
  @DisplayName("S1-22 a request is immutable, whatever becomes of the limits it was built from")
  void immutable() {
    TimeLimits[] kept = new TimeLimits[1];
    Request request =
        Request.builder("GET", URL)
            .timeouts(limits -> kept[0] = limits.connect(Duration.ofSeconds(1)))
            .build();
    kept[0].connect(Duration.ofSeconds(2)).call(Duration.ofSeconds(3));
    TimeLimits limits = request.timeouts().orElseThrow();
    assertEquals(Duration.ofSeconds(1), limits.connect().orElseThrow());
    assertTrue(limits.call().isEmpty());
  }

  @Test
  @DisplayName("S2-12 a request names the statuses that are tried again")
  void statuses() throws Exception {
    try (var proxy = FakeProxy.answering(418, "");
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .statusBackoff(Duration.ZERO, Duration.ZERO, 1, false)
                .maxAttempts(3)
                .build()) {
      assertEquals(418, rotator.get(URL).status());
      assertEquals(1, proxy.seen().size());
      assertEquals(3, rotator.get(URL, it -> it.retryStatuses(418)).attempts().size());
      var wrong = Request.builder("GET", URL).retryStatuses(42).build();
      assertEquals(Set.of(42), wrong.retryStatuses().orElseThrow());
      assertThrows(IllegalArgumentException.class, () -> rotator.send(wrong));
    }
  }

  @Test
  @DisplayName("S1-23 a target that the guard does not allow is refused, and nothing sent")
  void guards() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var own =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .targetGuard(target -> target.getHost().endsWith(".example"))
                .build();
        var outside =
            ProxyRotatorBlocking.builder().proxy(proxy.url()).publicTargetsOnly().build()) {
      assertThrows(TargetRefusedException.class, () -> own.get(URL));
      assertEquals(200, own.get("http://a.example/").status());
      assertThrows(TargetRefusedException.class, () -> outside.get("http://10.0.0.1/"));
      assertEquals(1, proxy.seen().size());
    }
  }

  @Test
  @DisplayName(
      "S2-20 a hundred URLs, 20 at once, three attempts, own limits, in the order asked for")
  void combined() throws Exception {
    CyclicBarrier twenty = new CyclicBarrier(20);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    try (var proxy =
            FakeProxy.running(
                it -> {
                  peak.accumulateAndGet(now.incrementAndGet(), Math::max);
                  twenty.await();
                  now.decrementAndGet();
                  it.respond(200, it.target());
                });
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .transport(Transports.okHttp())
                .http2(true)
                .timeout(Duration.ofSeconds(30))
                .connectTimeout(Duration.ofSeconds(5))
                .maxAttempts(3)
                .retryStatuses()
                .build()) {
      List<String> urls = IntStream.range(0, 100).mapToObj(it -> URL + it).toList();
      List<String> bodies = new ArrayList<>();
      for (BatchResult result : rotator.batchGet(urls, 20)) {
        bodies.add(result.orElseThrow().bodyString());
      }
      assertEquals(urls, bodies);
      assertEquals(20, peak.get());
    }
  }
}
