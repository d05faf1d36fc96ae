package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BatchTest {
  @Test
  @DisplayName("S0-23 no more requests than maxConcurrent are under way, and as many as that")
  void maxConcurrent() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    CyclicBarrier three = new CyclicBarrier(3);
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  peak.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                  three.await();
                  underWay.decrementAndGet();
                  exchange.respond(200, "");
                });
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      List<BatchResult> results = rotator.batchGet(urls(9), 3).get();
      assertEquals(9, results.stream().filter(BatchResult::isSuccess).count());
      assertEquals(3, peak.get());
    }
  }

  @Test
  @DisplayName("S0-23 ten are under way at once by default")
  void defaultConcurrency() throws Exception {
    CyclicBarrier ten = new CyclicBarrier(10);
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  ten.await();
                  exchange.respond(200, "");
                });
        var rotator = ProxyRotatorFutures.builder().proxy(proxy.url()).unprovenLeases(10).build()) {
      assertEquals(20, rotator.batchGet(urls(20)).get().size());
    }
  }

  @Test
  @DisplayName("S0-23 a batch configures each of its requests, and what that throws fails its item")
  void configured() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      List<BatchResult> results =
          rotator
              .batchGet(
                  urls(3),
                  1,
                  r -> {
                    if (calls.incrementAndGet() == 2) throw new IllegalArgumentException("second");
                    r.query("n", "1").maxAttempts(1);
                  })
              .get();
      assertEquals("http://origin.test/0?n=1", results.get(0).orElseThrow().bodyString());
      assertThrows(IllegalArgumentException.class, results.get(1)::orElseThrow);
      assertTrue(results.get(2).isSuccess());
    }
  }

  @Test
  @DisplayName("S0-23 maxConcurrent below 1 is an IllegalArgumentException")
  void badConcurrency() {
    try (var rotator = ProxyRotatorFutures.of()) {
      Expect.failure(IllegalArgumentException.class, rotator.batchGet(urls(1), 0));
    }
  }

  @Test
  @DisplayName("S0-24 keeps order and duplicates, and a failed item disturbs no other")
  void orderAndDuplicates() throws Exception {
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  if (!exchange.target().contains("broken")) {
                    exchange.respond(200, exchange.target());
                  }
                });
        var rotator = ProxyRotatorFutures.builder().proxy(proxy.url()).maxAttempts(1).build()) {
      List<String> urls =
          List.of(
              "http://origin.test/b",
              "http://u:secret@origin.test/broken",
              "http://origin.test/a",
              "http://origin.test/b",
              "http://host:port/");
      List<BatchResult> results = rotator.batchGet(urls).get();
      assertEquals(urls, results.stream().map(BatchResult::url).collect(Collectors.toList()));
      assertEquals(urls.get(0), results.get(3).response().orElseThrow().bodyString());
      assertEquals(urls.get(2), results.get(2).orElseThrow().bodyString());
      assertEquals(3, results.get(3).index());
      assertFalse(results.get(1).isSuccess());
      assertTrue(results.get(1).response().isEmpty());
      assertEquals(ProxyConnectionException.class, results.get(1).error().orElseThrow().getClass());
      assertThrows(ProxyConnectionException.class, results.get(1)::orElseThrow);
      assertThrows(IllegalArgumentException.class, results.get(4)::orElseThrow);
      assertFalse(results.toString().contains("secret"));
      assertTrue(results.get(0).error().isEmpty());
    }
  }

  @Test
  @DisplayName("S0-24 a batch over an empty pool has an error for each URL")
  void emptyPool() throws Exception {
    try (var rotator = ProxyRotatorFutures.of()) {
      for (BatchResult result : rotator.batchGet(urls(3)).get()) {
        assertThrows(ProxyPoolEmptyException.class, result::orElseThrow);
      }
      assertEquals(List.of(), rotator.batchGet(List.of()).get());
    }
  }

  @Test
  @DisplayName("S0-24 cancelling a batch ends all its requests")
  void cancel() throws Exception {
    CountDownLatch arrived = new CountDownLatch(3);
    Semaphore gone = new Semaphore(0);
    try (var proxy = FakeProxy.silent(arrived::countDown, gone::release);
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      CompletableFuture<List<BatchResult>> batch = rotator.batchGet(urls(10), 3);
      arrived.await();
      batch.cancel(true);
      gone.acquire(3);
      assertEquals(3, proxy.seen().size());
    }
  }

  @Test
  @DisplayName(
      "S0-33 a hundred futures at once, started by several threads, each get their own answer")
  void hundredFutures() throws Exception {
    try (var first = FakeProxy.echoing();
        var second = FakeProxy.echoing();
        var rotator =
            ProxyRotatorFutures.builder()
                .proxies(first.url(), second.url())
                .unprovenLeases(100)
                .build()) {
      List<CompletableFuture<Response>> futures =
          urls(100).parallelStream().map(rotator::get).collect(Collectors.toList());
      CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
      assertEquals(
          urls(100),
          futures.stream().map(it -> it.join().bodyString()).collect(Collectors.toList()));
      assertEquals(50, first.seen().size());
      assertEquals(100, rotator.getPoolStats().getTotalRequests());
    }
  }

  @Test
  @DisplayName("S0-24 results come as they are completed, each with the place of its URL")
  void asCompleted() throws Exception {
    CountDownLatch others = new CountDownLatch(2);
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  if (exchange.target().endsWith("/0")) others.await();
                  exchange.respond(200, exchange.target());
                });
        var rotator = ProxyRotatorBlocking.of(proxy.url());
        Stream<BatchResult> results = rotator.batchGetAsCompleted(urls(3), 3)) {
      List<BatchResult> completed =
          results.peek(it -> others.countDown()).collect(Collectors.toList());
      assertEquals(0, completed.get(2).index());
      for (BatchResult result : completed) {
        assertEquals(result.url(), result.orElseThrow().bodyString());
      }
    }
  }

  @Test
  @DisplayName("S0-24 a publisher of results sends nothing before its first demand, and ends")
  void asCompletedPublisher() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      var indexes = new ConcurrentLinkedQueue<Long>();
      var subscription = new CompletableFuture<Flow.Subscription>();
      var end = new CompletableFuture<Void>();
      rotator
          .batchGetAsCompleted(List.of("http://origin.test/", "http://host:port/"), 1)
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                  subscription.complete(given);
                }

                @Override
                public void onNext(BatchResult result) {
                  indexes.add(result.index());
                }

                @Override
                public void onError(Throwable error) {
                  end.completeExceptionally(error);
                }

                @Override
                public void onComplete() {
                  end.complete(null);
                }
              });
      assertTrue(proxy.seen().isEmpty());
      subscription.join().request(10);
      end.get();
      assertEquals(List.of(0L, 1L), List.copyOf(indexes));
      assertEquals(1, proxy.seen().size());
    }
  }

  @Test
  @DisplayName("S0-24 of URLs without an end only as many are taken as are asked for")
  void endless() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    Iterable<String> endless =
        () -> Stream.generate(() -> "http://origin.test/" + taken.getAndIncrement()).iterator();
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      try (Stream<BatchResult> results = rotator.batchGetAsCompleted(endless)) {
        assertEquals(5, results.limit(5).filter(BatchResult::isSuccess).count());
      }
      assertTrue(taken.get() < 1000);
      assertThrows(IllegalArgumentException.class, () -> rotator.batchGetAsCompleted(endless, 0));
    }
  }

  @Test
  @DisplayName("S0-24 interrupting the reader of completed results ends the batch")
  void asCompletedInterrupted() throws Exception {
    try (var silent = FakeProxy.silent();
        var rotator = ProxyRotatorBlocking.of(silent.url());
        Stream<BatchResult> results = rotator.batchGetAsCompleted(urls(1))) {
      Thread.currentThread().interrupt();
      assertThrows(UncheckedIOException.class, results::findFirst);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  @DisplayName("S0-27 after close a batch fails when its first result is asked for")
  void asCompletedAfterClose() throws Exception {
    var rotator = ProxyRotatorBlocking.of("http://127.0.0.1:1001");
    rotator.close();
    try (Stream<BatchResult> results = rotator.batchGetAsCompleted(urls(1))) {
      assertThrows(IllegalStateException.class, results::findFirst);
    }
  }

  private static List<String> urls(int count) {
    return IntStream.range(0, count)
        .mapToObj(it -> "http://origin.test/" + it)
        .collect(Collectors.toList());
  }
}
