package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.Attempt;
import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.pool.ProxyStats;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.session.OnExitLost;
import dev.proxyrotator.session.ProxySession;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of the guide to Java. */
@Timeout(30)
class GuideTest {
  private final String url = "http://origin.test/";
  private final PrintStream console = System.out;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(output, true, UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(console);
  }

  @Test
  @DisplayName("S0-42 the guide: blocking, with a body and an error status")
  void blocking() throws Exception {
    try (var farm = FakeProxy.answering(404, "gone")) {
      String proxy = farm.url();
      try (var rotator =
          ProxyRotatorBlocking.builder().proxy(proxy).transport(Transports.okHttp()).build()) {
        Response response =
            rotator.post(url, request -> request.body(Body.form(Map.of("key", "value"))));
        for (Attempt attempt : response.attempts()) {
          Duration took = Durations.of(attempt);
          System.out.println(attempt.getProxy() + " took " + took);
        }
        try {
          response.requireSuccess();
        } catch (HttpStatusException refused) {
          System.out.println(refused.response().status() + " " + refused.response().bodyString());
        }
        for (ProxyStats stats : rotator.pool().statistics()) {
          Optional<Duration> latency = Durations.averageLatency(stats);
          System.out.println(stats.getProxy() + " takes " + latency);
        }
      }
      assertEquals("key=value", farm.only().body());
      assertEquals("404 gone", printed().get(1));
    }
  }

  @Test
  @DisplayName("S0-42 the guide: every kind of body")
  void bodies(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "content");
    List<Body> bodies =
        List.of(
            Body.json("{}"),
            Body.text("text"),
            Body.form(Map.of("key", "value")),
            Body.bytes(new byte[] {1, 2}, "image/png"),
            Body.stream(() -> Files.newInputStream(file)));
    try (var farm = FakeProxy.echoing();
        var rotator = ProxyRotatorBlocking.of(farm.url())) {
      for (Body body : bodies) rotator.put(url, request -> request.body(body));
      rotator.put(url, request -> request.body(Body.stream(() -> Files.newInputStream(file))));
      assertEquals("content", farm.seen().get(4).body());
      assertEquals("content", farm.seen().get(5).body());
    }
  }

  @Test
  @DisplayName("S0-42 the guide: the error itself, out of what futures put around it")
  void errors() throws Exception {
    try (var rotator = ProxyRotatorFutures.of(FakeProxy.refusing())) {
      rotator
          .get(url)
          .thenApply(Response::requireSuccess)
          .handle(
              (response, error) -> {
                if (error == null) return response.bodyString();
                Throwable cause = Failures.unwrap(error);
                if (cause instanceof HttpStatusException status) return "" + status.response();
                if (cause instanceof ProxyPoolEmptyException empty) {
                  return "again in " + Durations.earliestRetry(empty);
                }
                if (cause instanceof ProxyConnectionException failed) {
                  return failed.getAttempts().size() + " attempts";
                }
                throw new CompletionException(cause);
              })
          .thenAccept(System.out::println)
          .join();
    }
    assertEquals(List.of("4 attempts"), printed());
  }

  @Test
  @DisplayName("S0-42 the guide: cancelling ends the request")
  void cancelling() throws Exception {
    try (var silent = FakeProxy.silent();
        var rotator = ProxyRotatorFutures.of(silent.url())) {
      CompletableFuture<Response> call = rotator.get(url);
      call.cancel(true);
      CompletableFuture<Response> limited = rotator.get(url).orTimeout(500, TimeUnit.MILLISECONDS);
      assertTrue(call.isCancelled());
      assertTrue(limited.handle((response, error) -> error != null).join());
      rotator.closeAsync().join();
    }
  }

  @Test
  @DisplayName(
      "S0-42 the guide: a request after another, and work that blocks on a pool of its own")
  void callbacks() throws Exception {
    ExecutorService own = Executors.newSingleThreadExecutor();
    try (var farm = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(farm.url())) {
      rotator
          .get("http://origin.test/first")
          .thenCompose(response -> rotator.get(response.bodyString() + "/second"))
          .thenAcceptAsync(response -> System.out.println(response.bodyString()), own)
          .join();
      assertEquals(List.of("http://origin.test/first/second"), printed());
    } finally {
      own.shutdown();
    }
  }

  @Test
  @DisplayName("S0-42 the guide: a stream that is closed before its end")
  void stream() throws Exception {
    try (var farm = StreamTest.sending("0123456789".getBytes(UTF_8));
        var rotator = ProxyRotatorBlocking.of(farm.url())) {
      try (InputStream body = rotator.streamGet(url)) {
        byte[] head = body.readNBytes(4);
        System.out.println(new String(head, UTF_8));
      }
      assertEquals(List.of("0123"), printed());
    }
  }

  @Test
  @DisplayName("S0-42 the guide: a rotation with strategy, rates, bans and a session")
  void rotation() throws Exception {
    try (var farm = FakeProxy.answering(200, "", "X-Shop-Version: 1")) {
      String proxy = farm.url();
      try (var rotator =
          ProxyRotatorBlocking.builder()
              .proxy(Proxy.parse(proxy).withTags("residential").withCountry("SE"))
              .strategy(Strategies.everyDuration(Duration.ofMinutes(10)))
              .maxFailovers(10)
              .ratePerHost(2, Duration.ofSeconds(1))
              .hostMemory(Duration.ofSeconds(30))
              .onExitLost(OnExitLost.FAIL)
              .bans(bans -> bans.status(403).requireHeader("X-Shop-Version"))
              .build()) {
        Response response =
            rotator.get(url, request -> request.session("user-42").country("SE", "NO"));
        ProxySession session = rotator.sessions().get("user-42");
        System.out.println(
            response.proxy() + " " + session.getUses() + " " + Durations.age(session));
      }
      assertTrue(printed().get(0).startsWith(proxy + " 1 PT"), printed().get(0));
    }
  }

  @Test
  @DisplayName("S0-42 the guide: the results of a batch as they come")
  void batch() throws Exception {
    List<String> urls = List.of(url + 1, url + 2);
    try (var farm = FakeProxy.echoing();
        var rotator = ProxyRotatorBlocking.of(farm.url())) {
      try (Stream<BatchResult> results = rotator.batchGetAsCompleted(urls, 50)) {
        results.filter(BatchResult::isSuccess).forEach(System.out::println);
      }
      assertEquals(2, printed().size());
    }
  }

  private List<String> printed() {
    return output.toString(UTF_8).lines().toList();
  }
}
