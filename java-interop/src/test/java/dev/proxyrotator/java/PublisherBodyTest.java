package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublisherBodyTest {
  private static final String URL = "http://origin.test/upload";
  private static final long MIB = 1024 * 1024;

  @Test
  @DisplayName("S0-10 a body is published while it is sent, anew for each request")
  void published() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Body body = Body.publisher(() -> Pieces.of("piece ", 3), "text/csv");
      rotator.post(URL, r -> r.body(body)).get();
      rotator.post(URL, r -> r.body(body)).get();
      rotator.put(URL, r -> r.body(Body.publisher(() -> Pieces.of("x", 2)).withLength(2))).get();
      for (int i = 0; i < 2; i++) {
        assertEquals("piece piece piece ", proxy.seen().get(i).body());
        assertEquals("text/csv", proxy.seen().get(i).header("Content-Type").orElseThrow());
        assertEquals("chunked", proxy.seen().get(i).header("Transfer-Encoding").orElseThrow());
      }
      assertEquals("xx", proxy.seen().get(2).body());
      assertEquals("2", proxy.seen().get(2).header("Content-Length").orElseThrow());
      assertEquals(
          "application/octet-stream", proxy.seen().get(2).header("Content-Type").orElseThrow());
    }
  }

  @Test
  @DisplayName("S0-10 the publishers of the JDK's own HTTP client will do")
  void publishersOfTheJdk() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      String large = "x".repeat(100_000);
      var ofString = HttpRequest.BodyPublishers.ofString(large);
      rotator
          .post(
              URL, r -> r.body(Body.publisher(() -> ofString).withLength(ofString.contentLength())))
          .get();
      assertEquals(large, proxy.only().body());
    }
  }

  @Test
  @DisplayName("S0-10 a one-shot body is sent once, and a second request with it is an error")
  void oneShot() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(FakeProxy.refusing(), proxy.url())) {
      Pieces pieces = Pieces.of("once", 1);
      Body body = Body.oneShot(pieces, "text/plain");
      assertEquals(2, rotator.post(URL, r -> r.body(body)).get().attempts().size());
      assertEquals("once", proxy.only().body());
      Expect.failure(IllegalStateException.class, rotator.post(URL, r -> r.body(body)));
      assertEquals(1, pieces.subscriptions.get());
      rotator.post(URL, r -> r.body(Body.oneShot(Pieces.of("a", 1)))).get();
    }
  }

  @Test
  @DisplayName("S0-10 what was asked for once is not asked for again, through no other proxy")
  void neverTwice() throws Exception {
    try (var first = FakeProxy.running(exchange -> {});
        var second = FakeProxy.running(exchange -> {});
        var rotator = ProxyRotatorFutures.of(first.url(), second.url())) {
      Pieces pieces = Pieces.of("a", 1);
      CompletableFuture<Response> response =
          rotator.put(URL, r -> r.body(Body.publisher(() -> pieces)));
      assertThrows(Exception.class, response::get);
      assertEquals(1, pieces.subscriptions.get());
      assertEquals(1, first.seen().size() + second.seen().size());
    }
  }

  @Test
  @DisplayName("S0-10 an error of the publisher is the error of the call, and no proxy's fault")
  void publisherFails() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var other = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url(), other.url())) {
      var error = new ArithmeticException("mine");
      assertSame(error, failure(rotator, Body.publisher(() -> Pieces.failing("a", error))));
      assertSame(error, failure(rotator, Body.publisher(() -> throwing(error))));
      var looksLikeTheEnd = new CancellationException("mine");
      Throwable told = failure(rotator, Body.publisher(() -> Pieces.failing("", looksLikeTheEnd)));
      assertSame(looksLikeTheEnd, assertInstanceOf(IOException.class, told).getCause());
      told = failure(rotator, Body.publisher(() -> throwing(looksLikeTheEnd)));
      assertSame(looksLikeTheEnd, assertInstanceOf(IOException.class, told).getCause());
      rotator.pool().statistics().forEach(it -> assertTrue(it.getFailures().isEmpty()));
    }
  }

  @Test
  @DisplayName("S0-10 a body of another length than it was said to have is an error")
  void wrongLength() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Body tooShort = Body.publisher(() -> Pieces.of("ab", 2)).withLength(5);
      assertEquals(
          "The body was said to have 5 bytes and has only 4",
          failure(rotator, tooShort).getMessage());
      Body tooLong =
          Body.stream(() -> new ByteArrayInputStream(new byte[9]), "text/plain").withLength(5);
      assertEquals(
          "The body was said to have 5 bytes and has more", failure(rotator, tooLong).getMessage());
      assertEquals("text/plain (5 bytes)", tooLong.toString());
      assertThrows(IllegalArgumentException.class, () -> tooLong.withLength(-1));
      assertThrows(IllegalStateException.class, () -> Body.text("a").withLength(1));
    }
  }

  @Test
  @DisplayName("S0-10 no more is asked for than the connection takes, and cancelling ends it")
  void backPressure() throws Exception {
    Pieces pieces = Pieces.ofSize((int) MIB, Long.MAX_VALUE);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var rotator =
            ProxyRotatorFutures.builder()
                .proxy("http://127.0.0.1:" + server.getLocalPort())
                .maxConnectionsPerProxy(1)
                .build()) {
      CompletableFuture<Response> call =
          rotator.post(URL, r -> r.body(Body.publisher(() -> pieces)));
      try (Socket connection = server.accept()) {
        InputStream in = connection.getInputStream();
        for (int read = 1; read <= 32; read++) {
          in.readNBytes((int) MIB);
          long ahead = pieces.published.get() - read;
          assertTrue(ahead < 24, "published " + ahead + " MiB ahead");
        }
        call.cancel(true);
        pieces.cancelled.await();
        readToEnd(in);
      }
    }
  }

  /** Returns when the client closed the connection, whether orderly or not. */
  private static void readToEnd(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // A reset is an end like any other.
    }
  }

  private static Throwable failure(ProxyRotatorFutures rotator, Body body) {
    return Expect.failure(Throwable.class, rotator.post(URL, r -> r.body(body)));
  }

  private static Pieces throwing(RuntimeException error) {
    throw error;
  }
}
