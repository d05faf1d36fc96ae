import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Says its port, and answers whatever it is asked in the place of the target, until its input ends.
 */
class AnsweringProxy {
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

  public static void main(String[] arguments) throws IOException {
    var server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    var answering = new Thread(() -> answerAll(server));
    answering.setDaemon(true);
    answering.start();
    System.out.println(server.getLocalPort());
    while (System.in.read() >= 0) {}
  }

  private static void answerAll(ServerSocket server) {
    while (true) {
      try (Socket client = server.accept()) {
        var head =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        String line = head.readLine();
        while (line != null && !line.isEmpty()) line = head.readLine();
        client.getOutputStream().write(ANSWER.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException broken) {
        // The next one may do better.
      }
    }
  }
}
