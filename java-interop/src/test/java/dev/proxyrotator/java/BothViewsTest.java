package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BothViewsTest {
  private final List<String> printed = new ArrayList<>();

  @Test
  @DisplayName("S0-42 one rotator serves futures and blocking callers")
  void bothViews() throws Exception {
    try (var farm = FakeProxy.echoing()) {
      String proxy = farm.url();
      List<String> urls = List.of("http://origin.test/1", "http://origin.test/2");
      try (var rotator =
          ProxyRotatorFutures.builder()
              .proxies(proxy)
              .strategy("latency-aware")
              .timeout(Duration.ofSeconds(30))
              .build()) {
        rotator
            .get("http://api.example.com/data", request -> request.query("key", "value"))
            .thenApply(Response::requireSuccess)
            .thenAccept(response -> print(response.bodyString() + " via " + response.proxy()))
            .join();
        for (BatchResult result : rotator.batchGet(urls, 20).join()) print(result);
        Response posted =
            rotator.blocking().post(urls.get(0), request -> request.body(Body.json("{}")));
        print(posted.status());
      }
      assertEquals(
          List.of(
              "http://api.example.com/data?key=value via " + proxy,
              "#0 http://origin.test/1: 200",
              "#1 http://origin.test/2: 200",
              "200"),
          printed);
    }
  }

  private void print(Object line) {
    printed.add(line.toString());
  }
}
