package dev.proxyrotator.java;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A forward proxy on loopback that answers in place of the origin, as its script says; one request
 * a connection.
 */
final class FakeProxy implements AutoCloseable {
  /** What the proxy does with a request. The connection is closed when it returns. */
  interface Script {
    void serve(Exchange exchange) throws Exception;
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Exchange> seen = new CopyOnWriteArrayList<>();
  private final Script script;

  private FakeProxy(Script script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  static FakeProxy running(Script script) throws IOException {
    return new FakeProxy(script);
  }

  /** Answers 200 with the target URL as the body. */
  static FakeProxy echoing() throws IOException {
    return running(exchange -> exchange.respond(200, exchange.target()));
  }

  static FakeProxy answering(int status, String body, String... headers) throws IOException {
    return running(exchange -> exchange.respond(status, body, headers));
  }

  /** Reads the request and never answers; ends when the client goes. */
  static FakeProxy silent() throws IOException {
    return silent(() -> {}, () -> {});
  }

  /** The same, and tells of both. */
  static FakeProxy silent(Runnable onRequest, Runnable onClientGone) throws IOException {
    return running(
        exchange -> {
          onRequest.run();
          exchange.awaitClientGone();
          onClientGone.run();
        });
  }

  /** The URL of a port that refuses connections. */
  static String refusing() throws IOException {
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + unused.getLocalPort();
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  String url(String credentials) {
    return "http://" + credentials + "@127.0.0.1:" + server.getLocalPort();
  }

  List<Exchange> seen() {
    return seen;
  }

  Exchange only() {
    if (seen.size() != 1) throw new AssertionError("Expected one request, saw " + seen.size());
    return seen.get(0);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Exchange exchange = Exchange.read(socket);
      seen.add(exchange);
      script.serve(exchange);
    } catch (Exception clientGone) {
      // What matters of it, the test asserts on its own side.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
