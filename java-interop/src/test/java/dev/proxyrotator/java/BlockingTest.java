package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.failure.StreamInterruptedException;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.selection.RoundRobin;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlockingTest {
  private static final String URL = "http://origin.test/x";
  private static final int MIB = 1024 * 1024;

  @Test
  @DisplayName("S0-42 the blocking twin has the same names and returns values")
  void sameNames() throws Exception {
    try (var proxy = FakeProxy.running(it -> it.respond(200, it.method()));
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      assertEquals("GET", rotator.get(URL).bodyString());
      assertEquals("GET", rotator.get(URL, r -> r.query("a", "1")).bodyString());
      assertEquals("POST", rotator.post(URL).bodyString());
      assertEquals("POST", rotator.post(URL, r -> r.body(Body.text("x"))).bodyString());
      assertEquals("PUT", rotator.put(URL).bodyString());
      assertEquals("PUT", rotator.put(URL, r -> r.body(Body.text("x"))).bodyString());
      assertEquals("PATCH", rotator.patch(URL).bodyString());
      assertEquals("PATCH", rotator.patch(URL, r -> r.body(Body.text("x"))).bodyString());
      assertEquals("DELETE", rotator.delete(URL).bodyString());
      assertEquals("DELETE", rotator.delete(URL, r -> r.query("a", "1")).bodyString());
      assertEquals(200, rotator.head(URL).status());
      assertEquals(200, rotator.head(URL, r -> r.query("a", "1")).status());
      assertEquals("OPTIONS", rotator.options(URL).bodyString());
      assertEquals("OPTIONS", rotator.options(URL, r -> r.query("a", "1")).bodyString());
      assertEquals("PURGE", rotator.request("PURGE", URL, r -> r.query("a", "1")).bodyString());
      assertEquals("PURGE", rotator.send(Request.builder("PURGE", URL).build()).bodyString());
    }
  }

  @Test
  @DisplayName(
      "S0-42 the pool, the configuration and the strategy are at hand as in the asynchronous one")
  void poolOperations() throws Exception {
    try (var rotator = ProxyRotatorBlocking.builder().poolName("p").build()) {
      var id = rotator.addProxy("http://127.0.0.1:1001");
      var other = Proxy.parse("http://127.0.0.1:1002");
      rotator.addProxy(other);
      assertEquals(2, rotator.pool().size());
      rotator.removeProxy(id);
      rotator.removeProxy("http://127.0.0.1:1002");
      assertEquals(0, rotator.getPoolStats().getTotalProxies());
      assertEquals(0, rotator.clearUnhealthyProxies());
      assertEquals("p", rotator.config().poolName());
      rotator.setStrategy("random");
      assertEquals("random", rotator.strategy().getName());
      rotator.setStrategy(new RoundRobin());
      assertEquals("round-robin", rotator.strategy().getName());
    }
  }

  @Test
  @DisplayName("S0-42 errors are thrown as they are, so that each can be caught by its type")
  void errors() throws Exception {
    try (var empty = ProxyRotatorBlocking.of();
        var refused = ProxyRotatorBlocking.of(FakeProxy.refusing())) {
      assertThrows(ProxyPoolEmptyException.class, () -> empty.get(URL));
      assertThrows(ProxyConnectionException.class, () -> refused.get(URL));
      assertThrows(IllegalArgumentException.class, () -> empty.get("http://host:port/"));
      Body checked =
          Body.stream(
              () -> {
                throw new java.util.concurrent.TimeoutException("source");
              });
      try (var proxy = FakeProxy.echoing()) {
        empty.addProxy(proxy.url());
        var error = assertThrows(IOException.class, () -> empty.post(URL, r -> r.body(checked)));
        assertEquals("source", error.getCause().getMessage());
      }
    }
  }

  @Test
  @DisplayName("S0-42 both views are one rotator, and closing one closes both")
  void views() throws Exception {
    ProxyRotatorFutures futures = ProxyRotatorFutures.of("http://127.0.0.1:1001");
    try (ProxyRotatorBlocking blocking = futures.blocking()) {
      assertSame(futures, blocking.futures());
      assertEquals(1, blocking.pool().size());
    }
    assertThrows(IllegalStateException.class, () -> futures.blocking().get(URL));
  }

  @Test
  @DisplayName("S0-42 interrupting the waiting thread cancels its request")
  void interrupt() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    try (var proxy = FakeProxy.silent(caller::interrupt, gone::countDown);
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      assertThrows(InterruptedException.class, () -> rotator.get(URL));
      gone.await();
      assertThrows(InterruptedException.class, () -> rotator.batchGet(List.of(URL)));
      assertThrows(InterruptedException.class, () -> rotator.streamGet(URL));
    }
  }

  @Test
  @DisplayName("S0-43 batchGet is there for blocking callers too")
  void batch() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      List<String> urls = List.of(URL, URL, "http://host:port/");
      assertEquals(URL, rotator.batchGet(urls).get(1).orElseThrow().bodyString());
      assertTrue(rotator.batchGet(urls, 1).get(2).error().isPresent());
      var results = rotator.batchGet(urls, 2, r -> r.query("a", "1"));
      assertEquals(URL + "?a=1", results.get(0).orElseThrow().bodyString());
      assertThrows(IllegalArgumentException.class, () -> rotator.batchGet(urls, 0));
    }
  }

  @Test
  @DisplayName("S0-43 streamGet is an InputStream with the whole body")
  void stream() throws Exception {
    byte[] body = new byte[3 * MIB];
    new Random(1).nextBytes(body);
    try (var proxy = StreamTest.sending(body);
        var rotator = ProxyRotatorBlocking.of(proxy.url());
        InputStream stream = rotator.streamGet(URL, r -> r.header("X-Stream", "1"))) {
      assertTrue(stream.available() > 0);
      assertEquals(body[0] & 0xFF, stream.read());
      assertEquals(0, stream.read(new byte[0]));
      byte[] rest = stream.readAllBytes();
      assertEquals(body.length - 1, rest.length);
      assertArrayEquals(java.util.Arrays.copyOfRange(body, 1, body.length), rest);
      assertEquals(-1, stream.read());
      assertEquals(-1, stream.read());
      assertEquals("1", proxy.only().header("X-Stream").orElseThrow());
    }
  }

  @Test
  @DisplayName("S0-43 an unread stream is not pulled into memory, and closing it ends the request")
  void backPressure() throws Exception {
    CompletableFuture<Long> sent = new CompletableFuture<>();
    try (var proxy = StreamTest.endless(sent);
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      InputStream stream = rotator.streamGet(URL, 4096, r -> {});
      assertEquals(1000, stream.readNBytes(1000).length);
      stream.close();
      assertTrue(sent.get() < 64L * MIB, "sent " + sent.get());
      assertThrows(IOException.class, stream::read);
      stream.close();
    }
  }

  @Test
  @DisplayName(
      "S0-43 a stream fails early when there is no response, and late when its body breaks off")
  void streamErrors() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  exchange.head(200, 1000);
                  exchange.output().write("partial".getBytes(UTF_8));
                  read.await();
                });
        var empty = ProxyRotatorBlocking.of();
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      assertThrows(ProxyPoolEmptyException.class, () -> empty.streamGet(URL));
      try (InputStream stream = rotator.streamGet(URL)) {
        assertEquals("partial", new String(stream.readNBytes(7), UTF_8));
        read.countDown();
        assertEquals(
            7, assertThrows(StreamInterruptedException.class, stream::read).getBytesRead());
        assertThrows(StreamInterruptedException.class, stream::read);
      }
    }
  }

  @Test
  @DisplayName("S0-43 interrupting a reading thread ends the request")
  void interruptedRead() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  exchange.head(200, 1000);
                  exchange.output().write('a');
                  reading.await();
                  caller.interrupt();
                  exchange.awaitClientGone();
                  gone.countDown();
                });
        var rotator = ProxyRotatorBlocking.of(proxy.url());
        InputStream stream = rotator.streamGet(URL)) {
      assertEquals('a', stream.read());
      reading.countDown();
      assertThrows(InterruptedIOException.class, stream::read);
      assertTrue(Thread.interrupted());
      gone.await();
    }
  }

  @Test
  @DisplayName("S0-43 closing a stream wakes a thread that reads it")
  void closeWhileReading() throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  exchange.head(200, 1000);
                  exchange.output().write('a');
                  exchange.awaitClientGone();
                  gone.complete(null);
                });
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      InputStream stream = rotator.streamGet(URL);
      assertEquals('a', stream.read());
      CompletableFuture<Integer> next =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return stream.read();
                } catch (IOException closed) {
                  return -2;
                }
              });
      stream.close();
      assertEquals(-2, next.get());
      gone.get();
    }
  }
}
