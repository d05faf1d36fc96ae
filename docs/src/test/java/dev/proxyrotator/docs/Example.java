package dev.proxyrotator.docs;

import dev.proxyrotator.java.BatchResult;
import dev.proxyrotator.java.ProxyRotatorFutures;
import dev.proxyrotator.java.Response;
import java.time.Duration;
import java.util.List;

/** Printed in the README; {@code docs/src/stranger/run} runs it. */
public class Example {
  public static void main(String[] arguments) {
    try (var rotator =
        ProxyRotatorFutures.builder()
            .proxies("http://user:pass@a.example:8080", "socks5://b.example:1080")
            .strategy("latency-aware")
            .timeout(Duration.ofSeconds(30))
            .build()) {
      rotator
          .get("http://example.com/", request -> request.query("key", "value"))
          .thenApply(Response::requireSuccess)
          .thenAccept(
              response ->
                  System.out.println(response.bodyString() + " through " + response.proxy()))
          .join();
      List<String> urls = List.of("http://example.com/page/1", "http://example.com/page/2");
      for (BatchResult result : rotator.batchGet(urls, 10).join()) System.out.println(result);
    }
  }
}
