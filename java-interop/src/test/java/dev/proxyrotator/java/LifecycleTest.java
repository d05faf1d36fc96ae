package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private static final String URL = "http://origin.test/";

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore gone = new Semaphore(0);

  @Test
  @DisplayName("S0-27 try-with-resources closes the rotator, also when its block throws")
  void tryWithResources() throws Exception {
    try (var proxy = hangingOnce()) {
      var escaped = new ProxyRotatorFutures[1];
      assertThrows(
          ArithmeticException.class,
          () -> {
            try (var rotator = ProxyRotatorFutures.of(proxy.url())) {
              escaped[0] = rotator;
              rotator.get(URL);
              arrived.acquire();
              throw new ArithmeticException();
            }
          });
      gone.acquire();
      Expect.failure(IllegalStateException.class, escaped[0].get(URL));
    }
  }

  @Test
  @DisplayName(
      "S0-28 closing ends what is under way with IllegalStateException, and may be repeated")
  void closeAsync() throws Exception {
    try (var proxy = hangingOnce()) {
      ProxyRotatorFutures rotator = ProxyRotatorFutures.of(proxy.url());
      CompletableFuture<Response> underWay = rotator.get(URL);
      arrived.acquire();
      rotator.closeAsync().get();
      gone.acquire();
      rotator.close();
      rotator.closeAsync().get();
      Expect.failure(IllegalStateException.class, underWay);
      Expect.failure(IllegalStateException.class, rotator.batchGet(List.of(URL)));
    }
  }

  @Test
  @DisplayName("S0-1 cancel(true) closes the connection and gives the proxy's place back")
  void cancel() throws Exception {
    try (var proxy = hangingOnce();
        var rotator =
            ProxyRotatorFutures.builder().proxy(proxy.url()).maxConnectionsPerProxy(1).build()) {
      CompletableFuture<Response> response = rotator.get(URL);
      arrived.acquire();
      assertTrue(response.cancel(true));
      gone.acquire();
      assertEquals(200, rotator.get(URL).get().status());
      assertEquals(1.0, rotator.getPoolStats().getOverallSuccessRate());
    }
  }

  @Test
  @DisplayName(
      "S0-1 completing the future in any other way, as orTimeout does, ends the request too")
  void completedByCaller() throws Exception {
    try (var proxy = hangingOnce();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      CompletableFuture<Response> response = rotator.get(URL);
      arrived.acquire();
      response.completeExceptionally(new TimeoutException());
      gone.acquire();
      Expect.failure(TimeoutException.class, response);
    }
  }

  @Test
  @DisplayName("S0-1 callbacks run on the executor that was set")
  void executor() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2, task -> new Thread(task, "mine"));
    CountDownLatch attached = new CountDownLatch(1);
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  attached.await();
                  exchange.respond(200, "");
                });
        var rotator = ProxyRotatorFutures.builder().proxy(proxy.url()).executor(executor).build()) {
      CompletableFuture<String> thread =
          rotator.get(URL).thenApply(response -> Thread.currentThread().getName());
      attached.countDown();
      assertTrue(thread.get().startsWith("mine"), thread.get());
      rotator.closeAsync().get();
    } finally {
      executor.shutdown();
    }
  }

  @Test
  @DisplayName("S0-1 a failure of one request leaves the others alone")
  void independent() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      assertThrows(ExecutionException.class, () -> rotator.get("ftp://origin.test/").get());
      assertEquals(200, rotator.get(URL).get().status());
    }
  }

  @Test
  @DisplayName(
      "S0-34 requests, additions and removals by many threads disturb one another in nothing")
  void threadSafe() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      List<CompletableFuture<Response>> responses =
          IntStream.range(0, 100)
              .parallel()
              .mapToObj(
                  i -> {
                    var response = rotator.get(URL + i);
                    var id = rotator.addProxy(proxy.url("user" + i + ":p")).join();
                    rotator.removeProxy(id).join();
                    return response;
                  })
              .collect(Collectors.toList());
      for (int i = 0; i < 100; i++) assertEquals(URL + i, responses.get(i).get().bodyString());
      assertEquals(1, rotator.pool().size());
    }
  }

  /**
   * Leaves the first request without an answer until its client is gone, and answers all others.
   */
  private FakeProxy hangingOnce() throws Exception {
    AtomicBoolean hung = new AtomicBoolean();
    return FakeProxy.running(
        exchange -> {
          if (!hung.compareAndSet(false, true)) {
            exchange.respond(200, "");
            return;
          }
          arrived.release();
          exchange.awaitClientGone();
          gone.release();
        });
  }
}
