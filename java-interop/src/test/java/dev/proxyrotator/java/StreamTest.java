package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.failure.StreamInterruptedException;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final String URL = "http://origin.test/large.bin";
  private static final int MIB = 1024 * 1024;

  @Test
  @DisplayName("S0-25 a stream has the whole body in chunks of at most 8,192 bytes")
  void wholeBody() throws Exception {
    byte[] body = new byte[3 * MIB];
    new Random(1).nextBytes(body);
    try (var proxy = sending(body);
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Recorder recorder = Recorder.of(rotator.streamGet(URL)).request(Long.MAX_VALUE);
      recorder.end.get();
      assertArrayEquals(body, recorder.bytes());
      assertTrue(recorder.chunks.stream().allMatch(it -> it.remaining() <= 8192));
    }
  }

  @Test
  @DisplayName("S0-25 the size of a chunk and the request can be set")
  void chunkSize() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Recorder recorder =
          Recorder.of(rotator.streamGet(URL, 5, r -> r.query("part", "1"))).request(Long.MAX_VALUE);
      recorder.end.get();
      assertEquals(URL + "?part=1", new String(recorder.bytes(), UTF_8));
      assertEquals(5, recorder.chunks.remove().remaining());
      assertThrows(
          IllegalArgumentException.class, () -> rotator.streamGet(URL, 0, r -> r.query("a", "b")));
    }
  }

  @Test
  @DisplayName("S0-25 nothing is sent before there is demand, and each subscription is a request")
  void cold() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Flow.Publisher<java.nio.ByteBuffer> publisher =
          rotator.streamGet(URL, r -> r.header("X-Stream", "1"));
      Recorder idle = Recorder.of(publisher);
      idle.subscription.join();
      for (int i = 1; i <= 2; i++) {
        Recorder.of(publisher).request(Long.MAX_VALUE).end.get();
        assertEquals(i, proxy.seen().size());
      }
      assertEquals("1", proxy.seen().get(0).header("X-Stream").orElseThrow());
    }
  }

  @Test
  @DisplayName(
      "S0-25 request(1) gives one chunk, no more is pulled than buffers hold, cancel closes")
  void demand() throws Exception {
    CompletableFuture<Long> sent = new CompletableFuture<>();
    try (var proxy = endless(sent);
        var other = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url());
        var busy = ProxyRotatorFutures.of(other.url())) {
      Recorder recorder = Recorder.of(rotator.streamGet(URL)).request(1);
      recorder.chunks.take();
      // Whole requests meanwhile give a stream that ignored the demand the time to show it.
      for (int i = 0; i < 20; i++) busy.get(URL).get();
      assertTrue(recorder.chunks.isEmpty());
      recorder.request(2);
      recorder.chunks.take();
      recorder.chunks.take();
      recorder.subscription.join().cancel();
      assertTrue(sent.get() < 64L * MIB, "sent " + sent.get());
    }
  }

  @Test
  @DisplayName("S0-26 onError has the library's types: no proxy, no connection")
  void earlyErrors() throws Exception {
    try (var empty = ProxyRotatorFutures.of();
        var refused = ProxyRotatorFutures.of(FakeProxy.refusing())) {
      Expect.failure(
          ProxyPoolEmptyException.class, Recorder.of(empty.streamGet(URL)).request(1).end);
      Expect.failure(
          ProxyConnectionException.class, Recorder.of(refused.streamGet(URL)).request(1).end);
    }
  }

  @Test
  @DisplayName("S0-26 a body that breaks off is StreamInterruptedException with what was read")
  void breaksOff() throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  exchange.head(200, 1000);
                  exchange.output().write(new byte[400]);
                  received.await();
                });
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Recorder recorder = Recorder.of(rotator.streamGet(URL)).request(Long.MAX_VALUE);
      assertEquals(400, recorder.chunks.take().remaining());
      received.countDown();
      var error = Expect.failure(StreamInterruptedException.class, recorder.end);
      assertEquals(400, error.getBytesRead());
    }
  }

  @Test
  @DisplayName("S0-26 a stream after close fails with IllegalStateException")
  void afterClose() {
    var rotator = ProxyRotatorFutures.of();
    rotator.close();
    Expect.failure(IllegalStateException.class, Recorder.of(rotator.streamGet(URL)).request(1).end);
  }

  @Test
  @DisplayName("S0-26 cancelling before the head arrives closes the connection")
  void cancelEarly() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (var proxy = FakeProxy.silent(arrived::countDown, gone::countDown);
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Recorder recorder = Recorder.of(rotator.streamGet(URL)).request(1);
      arrived.await();
      recorder.subscription.join().cancel();
      gone.await();
    }
  }

  static FakeProxy sending(byte[] body) throws IOException {
    return FakeProxy.running(
        exchange -> {
          exchange.head(200, body.length);
          exchange.output().write(body);
        });
  }

  /** Sends until the client goes and tells how many bytes went out. */
  static FakeProxy endless(CompletableFuture<Long> sent) throws IOException {
    return FakeProxy.running(
        exchange -> {
          exchange.head(200, Long.MAX_VALUE);
          long total = 0;
          try {
            for (byte[] block = new byte[8192]; ; total += block.length) {
              exchange.output().write(block);
            }
          } catch (IOException gone) {
            sent.complete(total);
          }
        });
  }
}
