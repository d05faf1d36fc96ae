package dev.proxyrotator.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.proxyrotator.java.ProxyRotatorFutures;
import dev.proxyrotator.java.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleJavaTest {
  @Test
  void aProxyThatRefusesIsPassedOver() {
    try (var farm = new ProxyFarm();
        var rotator = ProxyRotatorFutures.builder().proxies(farm.getProxies()).build()) {
      farm.get(0).setBehaviour(ProxyBehaviour.Refuse.INSTANCE);

      Response response = rotator.get(farm.url("/bytes/100")).join();

      assertEquals(100, response.bodyBytes().length);
      assertEquals(farm.getProxies().get(1), response.proxy());
      assertEquals("/bytes/100", farm.getOrigin().getRequests().get(0).getPath());
    }
  }

  @Test
  void anOriginAnswersWhatTheTestSays() {
    OriginHandler handler =
        request ->
            switch (request.getPath()) {
              case "/price" -> new OriginAnswer.Whole("42");
              case "/busy" -> new OriginAnswer.Whole(new byte[0], 503, Map.of("Retry-After", "1"));
              default ->
                  new OriginAnswer.Whole(
                      "late".getBytes(StandardCharsets.UTF_8), 200, Map.of(), Duration.ofMillis(5));
            };
    try (var farm = new ProxyFarm(1, handler);
        var rotator = ProxyRotatorFutures.builder().proxies(farm.getProxies()).build()) {
      assertEquals("42", rotator.get(farm.url("/price")).join().bodyString());
      farm.get(0).setBehaviour(new ProxyBehaviour.Slow(Duration.ofMillis(5)));
      assertEquals("late", rotator.get(farm.url("/later")).join().bodyString());
    }
  }
}
