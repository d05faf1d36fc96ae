package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxyTimeoutException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StreamBodyTest {
  private static final String URL = "http://origin.test/upload";

  @Test
  @DisplayName("S0-10 a stream whose opening, reading or closing was cancelled fails the call")
  void looksCancelled() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      CompletableFuture<InputStream> cancelled = new CompletableFuture<>();
      cancelled.cancel(true);
      assertInstanceOf(
          CancellationException.class,
          failure(rotator, Body.stream(() -> cancelled.get())).getCause());
      var mine = new CancellationException("mine");
      for (Body body :
          List.of(Body.stream(() -> failingRead(mine)), Body.stream(() -> failingClose(mine)))) {
        Throwable cause = failure(rotator, body).getCause();
        assertEquals("mine", assertInstanceOf(CancellationException.class, cause).getMessage());
      }
      rotator.pool().statistics().forEach(it -> assertTrue(it.getFailures().isEmpty()));
    }
  }

  @Test
  @DisplayName("S0-1 cancelling an upload closes the stream that it waits for, and once")
  void cancelled() throws Exception {
    Stuck stream = new Stuck();
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      CompletableFuture<Response> call =
          rotator.post(URL, request -> request.body(Body.stream(() -> stream)));
      stream.reading.await();
      assertTrue(call.cancel(true));
      assertTrue(stream.closed.await(10, TimeUnit.SECONDS));
      rotator.closeAsync().get();
      assertEquals(1, stream.closes.get());
    }
  }

  @Test
  @DisplayName("S0-1 a call whose time is over says so, not what the stream says when it is closed")
  void timeIsOver() throws Exception {
    Stuck stream = new Stuck();
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Expect.failure(
          ProxyTimeoutException.class,
          rotator.post(
              URL,
              request -> request.body(Body.stream(() -> stream)).timeout(Duration.ofMillis(500))));
      assertTrue(stream.reading.getCount() == 1 || stream.closed.await(10, TimeUnit.SECONDS));
    }
  }

  private static IOException failure(ProxyRotatorFutures rotator, Body body) {
    return Expect.failure(IOException.class, rotator.post(URL, request -> request.body(body)));
  }

  private static InputStream failingRead(RuntimeException error) {
    return new InputStream() {
      @Override
      public int read() {
        throw error;
      }
    };
  }

  private static InputStream failingClose(RuntimeException error) {
    return new ByteArrayInputStream(new byte[3]) {
      @Override
      public void close() {
        throw error;
      }
    };
  }

  /** Reads nothing until it is closed, whether its thread is interrupted or not, as sockets do. */
  private static final class Stuck extends InputStream {
    final CountDownLatch reading = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    final AtomicInteger closes = new AtomicInteger();

    @Override
    public int read() throws IOException {
      reading.countDown();
      while (true) {
        try {
          closed.await();
          throw new IOException("closed");
        } catch (InterruptedException unheeded) {
          continue;
        }
      }
    }

    @Override
    public void close() throws IOException {
      closes.incrementAndGet();
      closed.countDown();
      throw new IOException("closing failed");
    }
  }
}
