package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.selection.LeastUsed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrategyTest {
  @Test
  @DisplayName("S0-1 one rotator sends through its proxies in turn, and every request is a future")
  void rotates() throws Exception {
    try (var first = FakeProxy.echoing();
        var second = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(first.url(), second.url())) {
      List<String> ways = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ways.add(rotator.get("http://origin.test/").get().proxy().toString());
      }
      assertEquals(List.of(first.url(), second.url(), first.url(), second.url()), ways);
    }
  }

  @ParameterizedTest(name = "S0-3 the strategy by its name: {0}")
  @ValueSource(strings = {"round-robin", "random", "weighted", "least-used"})
  void byName(String name) throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.builder().proxy(proxy.url()).strategy(name).build()) {
      assertEquals(name, rotator.strategy().getName());
      assertEquals(200, rotator.get("http://origin.test/").get().status());
    }
  }

  @Test
  @DisplayName("S0-3 the strategy as an object, and set anew while in use")
  void asObject() {
    try (var rotator = ProxyRotatorFutures.builder().strategy(new LeastUsed()).build()) {
      assertEquals("least-used", rotator.getPoolStats().getCurrentStrategy());
      rotator.setStrategy("random");
      assertEquals("random", rotator.getPoolStats().getCurrentStrategy());
      rotator.setStrategy(new LeastUsed());
      assertEquals("least-used", rotator.strategy().getName());
    }
  }

  @Test
  @DisplayName("S0-7 an unknown strategy name is refused with the names that are known")
  void unknownName() {
    try (var rotator = ProxyRotatorFutures.of()) {
      var inBuilder =
          assertThrows(
              IllegalArgumentException.class,
              () -> ProxyRotatorFutures.builder().strategy("fastest"));
      assertTrue(inBuilder.getMessage().contains("least-used"));
      assertThrows(IllegalArgumentException.class, () -> rotator.setStrategy("fastest"));
    }
  }

  @Test
  @DisplayName("S0-44 weighted works with plain URLs that name no weight")
  void weightedWithoutWeights() throws Exception {
    try (var first = FakeProxy.echoing();
        var second = FakeProxy.echoing();
        var rotator =
            ProxyRotatorFutures.builder()
                .proxies(first.url(), second.url())
                .strategy("weighted")
                .build()) {
      for (int i = 0; i < 5; i++) {
        assertEquals(200, rotator.get("http://origin.test/").get().status());
      }
      assertEquals(5, first.seen().size() + second.seen().size());
    }
  }
}
