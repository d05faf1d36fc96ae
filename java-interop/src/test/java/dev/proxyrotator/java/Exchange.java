package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One request as the proxy sees it, and the means to answer it. */
final class Exchange {
  private final Socket socket;
  private final String method;
  private final String target;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private byte[] body = new byte[0];

  private Exchange(Socket socket, String requestLine) {
    String[] parts = requestLine.split(" ");
    this.socket = socket;
    method = parts[0];
    target = parts[1];
  }

  static Exchange read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    Exchange exchange = new Exchange(socket, line(in));
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      exchange.headers.put(field.split(":", 2)[0], field.split(":", 2)[1].trim());
    }
    exchange.body = exchange.readBody(in);
    return exchange;
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  String body() {
    return new String(body, UTF_8);
  }

  void respond(int status, String text, String... fields) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    head(status, bytes.length, fields);
    if (!method.equals("HEAD")) output().write(bytes);
  }

  /** Only the head, and of the {@code length} promised the script sends as much as it likes. */
  void head(int status, long length, String... fields) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Some Reason\r\n");
    for (String field : fields) head.append(field).append("\r\n");
    head.append("Content-Length: ").append(length).append("\r\nConnection: close\r\n\r\n");
    output().write(head.toString().getBytes(ISO_8859_1));
    output().flush();
  }

  OutputStream output() throws IOException {
    return socket.getOutputStream();
  }

  /** Returns when the client closed the connection, whether orderly or not. */
  void awaitClientGone() {
    try {
      while (socket.getInputStream().read() != -1) continue;
    } catch (IOException reset) {
      // A reset is an end like any other.
    }
  }

  private byte[] readBody(InputStream in) throws IOException {
    if (headers.containsKey("Transfer-Encoding")) return chunks(in);
    return in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = size(in); size > 0; size = size(in)) {
      all.write(in.readNBytes(size));
      line(in);
    }
    line(in);
    return all.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next == -1) throw new EOFException("The client is gone");
      if (next != '\r') line.write(next);
    }
    return line.toString(ISO_8859_1);
  }
}
