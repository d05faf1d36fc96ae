package dev.proxyrotator.docs;

import dev.proxyrotator.java.ProxyRotatorBlocking;
import dev.proxyrotator.java.Response;
import java.io.IOException;
import java.time.Duration;

/** Printed on the page for those who come from OkHttp. */
class ComingFromOkHttp {
  private ComingFromOkHttp() {}

  static void get(String url) throws IOException, InterruptedException {
    try (var client =
        ProxyRotatorBlocking.builder()
            .proxies("http://user:password@a.example:8080", "socks5://b.example")
            .timeout(Duration.ofSeconds(30))
            .build()) {
      Response response = client.get(url);
      if (response.isSuccess()) System.out.println(response.bodyString());
    }
  }
}
