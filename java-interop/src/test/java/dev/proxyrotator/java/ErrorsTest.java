package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.Attempt;
import dev.proxyrotator.failure.AttemptPhase;
import dev.proxyrotator.failure.Blame;
import dev.proxyrotator.failure.FailureKind;
import dev.proxyrotator.failure.ProxyAuthenticationException;
import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.failure.ProxyRotatorException;
import dev.proxyrotator.failure.ProxyTimeoutException;
import dev.proxyrotator.failure.ResponseTooLargeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  private static final String URL = "http://origin.test/";

  @Test
  @DisplayName("S0-13 an empty pool fails with ProxyPoolEmptyException")
  void emptyPool() {
    try (var rotator = ProxyRotatorFutures.builder().poolName("eu").build()) {
      var error = Expect.failure(ProxyPoolEmptyException.class, rotator.get(URL));
      assertEquals(ProxyPoolEmptyException.Reason.EMPTY, error.getReason());
      assertEquals("eu", error.getPoolName());
      assertTrue(Durations.earliestRetry(error).isEmpty());
    }
  }

  @Test
  @DisplayName("S0-13 with every proxy cooling down the error tells when the first comes back")
  void allCoolingDown() throws Exception {
    try (var rotator =
        ProxyRotatorFutures.builder()
            .proxies(FakeProxy.refusing(), FakeProxy.refusing())
            .failureThreshold(1)
            .coolDown(Duration.ofMinutes(10))
            .maxCoolDown(Duration.ofMinutes(20))
            .build()) {
      Expect.failure(ProxyConnectionException.class, rotator.get(URL));
      var error = Expect.failure(ProxyPoolEmptyException.class, rotator.get(URL));
      assertEquals(ProxyPoolEmptyException.Reason.ALL_UNAVAILABLE, error.getReason());
      Duration retry = Durations.earliestRetry(error).orElseThrow();
      assertTrue(!retry.isNegative() && retry.compareTo(Duration.ofMinutes(10)) <= 0);
    }
  }

  @Test
  @DisplayName("S0-14 when all attempts failed the error lists them, without credentials")
  void allAttemptsFailed() throws Exception {
    String withPassword = FakeProxy.refusing().replace("//", "//user:secret@");
    try (var rotator =
        ProxyRotatorFutures.builder()
            .proxies(withPassword, FakeProxy.refusing())
            .maxAttempts(1)
            .build()) {
      var error = Expect.failure(ProxyConnectionException.class, rotator.get(URL));
      assertEquals(2, error.getAttempts().size());
      assertEquals(FailureKind.CONNECT, error.getAttempts().get(0).getFailure());
      assertFalse(Durations.of(error.getAttempts().get(0)).isNegative());
      assertFalse(error.toString().contains("secret"));
    }
  }

  @Test
  @DisplayName("S0-12 without further attempts and failovers no second proxy is tried")
  void oneAttempt() throws Exception {
    try (var rotator = ProxyRotatorFutures.of(FakeProxy.refusing(), FakeProxy.refusing())) {
      var error =
          Expect.failure(
              ProxyConnectionException.class,
              rotator.get(URL, r -> r.maxAttempts(1).maxFailovers(0)));
      assertEquals(1, error.getAttempts().size());
    }
  }

  @Test
  @DisplayName(
      "S0-12 a POST is sent again after its proxy broke off only when it says it is idempotent")
  void idempotentPost() throws Exception {
    try (var breaking = FakeProxy.running(exchange -> {});
        var working = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(breaking.url(), working.url(), breaking.url("u:p"))) {
      assertEquals(2, rotator.post(URL, r -> r.idempotent(true)).get().attempts().size());
      Expect.failure(ProxyConnectionException.class, rotator.post(URL));
      assertEquals(1, working.seen().size());
    }
  }

  @Test
  @DisplayName("S0-12 an idempotency key is sent, and lets a POST be sent again")
  void idempotencyKey() throws Exception {
    try (var breaking = FakeProxy.running(exchange -> {});
        var working = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(breaking.url(), working.url())) {
      Response response = rotator.post(URL, r -> r.idempotencyKey("order-1")).get();
      assertEquals(2, response.attempts().size());
      assertEquals("order-1", working.only().header("Idempotency-Key").orElseThrow());
    }
  }

  @Test
  @DisplayName("S0-14 an attempt tells how far it had come and whose fault its failure is")
  void phaseAndBlame() throws Exception {
    try (var working = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(FakeProxy.refusing(), working.url())) {
      List<Attempt> attempts = rotator.get(URL).get().attempts();
      assertEquals(AttemptPhase.PROXY_CONNECT, attempts.get(0).getPhase());
      assertEquals(Blame.PROXY, attempts.get(0).getBlame());
      assertEquals(null, attempts.get(1).getPhase());
    }
  }

  @Test
  @DisplayName("S0-30 the time-out of a request fails with ProxyTimeoutException and its limit")
  void timeout() throws Exception {
    try (var silent = FakeProxy.silent();
        var rotator = ProxyRotatorFutures.of(silent.url())) {
      Duration limit = Duration.ofMillis(200);
      var error =
          Expect.failure(ProxyTimeoutException.class, rotator.get(URL, r -> r.timeout(limit)));
      assertEquals(ProxyTimeoutException.Phase.CALL, error.getPhase());
      assertEquals(limit, Durations.limit(error));
    }
  }

  @Test
  @DisplayName(
      "S0-31 a 407 of the proxy is ProxyAuthenticationException, a 401 of the target a response")
  void authentication() throws Exception {
    try (var refusing = FakeProxy.answering(407, "");
        var target = FakeProxy.answering(401, "");
        var rotator = ProxyRotatorFutures.of(refusing.url("user1:pass1"));
        var other = ProxyRotatorFutures.of(target.url())) {
      var error = Expect.failure(ProxyAuthenticationException.class, rotator.get(URL));
      assertEquals(407, error.getStatus());
      assertEquals(rotator.pool().proxies().get(0).getId(), error.getProxyId());
      assertFalse(error.toString().contains("pass1"));
      assertEquals(401, other.get(URL).get().status());
    }
  }

  @Test
  @DisplayName("S0-32 the errors are caught one by one, from narrow to wide")
  void narrowToWide() throws Exception {
    try (var rotator = ProxyRotatorFutures.of()) {
      String caught =
          rotator
              .get(URL)
              .handle(
                  (response, error) -> {
                    try {
                      throw Failures.unwrap(error);
                    } catch (ProxyPoolEmptyException empty) {
                      return "empty";
                    } catch (ProxyRotatorException any) {
                      return "rotator";
                    } catch (IOException any) {
                      return "io";
                    } catch (Throwable any) {
                      return "other";
                    }
                  })
              .get();
      assertEquals("empty", caught);
    }
  }

  @Test
  @DisplayName("S0-15 unwrap takes off what futures put around an error, and nothing else")
  void unwrap() {
    var error = new IllegalStateException(new IOException());
    assertSame(error, Failures.unwrap(new CompletionException(new ExecutionException(error))));
    assertSame(error, Failures.unwrap(error));
    var bare = new CompletionException("without a cause", null);
    assertSame(bare, Failures.unwrap(bare));
  }

  @Test
  @DisplayName("S0-40 a body above maxBodyInMemory fails with ResponseTooLargeException")
  void tooLarge() throws Exception {
    try (var proxy = FakeProxy.answering(200, "0123456789");
        var rotator = ProxyRotatorFutures.builder().proxy(proxy.url()).maxBodyInMemory(9).build()) {
      var error = Expect.failure(ResponseTooLargeException.class, rotator.get(URL));
      assertEquals(9, error.getLimit());
    }
  }

  @Test
  @DisplayName("S0-41 credentials of the URL, percent-encoded, reach the proxy and nobody else")
  void credentials() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url("user1:p%40ss"))) {
      Response response = rotator.get(URL).get();
      assertEquals(
          "Basic dXNlcjE6cEBzcw==", proxy.only().header("Proxy-Authorization").orElseThrow());
      assertFalse((response + rotator.config().toString() + response.attempts()).contains("p@ss"));
    }
  }
}
