package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.proxy.ProxyScheme;
import dev.proxyrotator.selection.EveryRequests;
import dev.proxyrotator.selection.Filtered;
import dev.proxyrotator.selection.LeastUsed;
import dev.proxyrotator.selection.ProxyFilter;
import dev.proxyrotator.selection.RotationStrategy;
import dev.proxyrotator.selection.RoundRobin;
import dev.proxyrotator.selection.Tier;
import dev.proxyrotator.selection.Weighted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  @ValueSource(
      strings = {
        "round-robin",
        "random",
        "weighted",
        "least-used",
        "least-in-flight",
        "latency-aware",
        "sticky",
        "cost-aware"
      })
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
  @DisplayName("S0-3 strategies that are made of others choose as these do")
  void composed() throws Exception {
    try (var first = FakeProxy.echoing();
        var second = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(Proxy.parse(first.url()).withTags("dear"))
                .proxy(second.url())
                .strategy(Strategies.everyDuration(Duration.ofHours(1)))
                .build()) {
      for (int i = 0; i < 3; i++) rotator.get("http://origin.test/");
      assertEquals(3, first.seen().size());
      Tier dear = new Tier(ProxyFilter.tags("dear"), new RoundRobin());
      Tier cheap =
          new Tier(ProxyFilter.where("cheap", it -> it.getTags().isEmpty()), new Weighted());
      rotator.setStrategy(Strategies.tiered(cheap, dear));
      for (int i = 0; i < 3; i++) rotator.get("http://origin.test/");
      assertEquals(3, second.seen().size());
      rotator.setStrategy(new Filtered(ProxyFilter.tags("dear"), new EveryRequests(2)));
      rotator.get("http://origin.test/");
      assertEquals(4, first.seen().size());
      rotator.setStrategy(RotationStrategy.of("last", (choices, request) -> choices.get(0)));
      assertEquals(200, rotator.get("http://origin.test/").status());
      assertEquals("last", rotator.strategy().getName());
    }
  }

  @Test
  @DisplayName("S0-3 a strategy is written in Java as a class, and told how attempts end")
  void ownClass() throws Exception {
    LastUsed strategy = new LastUsed();
    try (var proxy = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxies(FakeProxy.refusing(), proxy.url())
                .strategy(strategy)
                .build()) {
      assertEquals(2, rotator.get("http://origin.test/").attempts().size());
      for (int i = 0; i < 2; i++) {
        assertEquals(1, rotator.get("http://origin.test/").attempts().size());
      }
      assertEquals("last-used", rotator.getPoolStats().getCurrentStrategy());
      assertTrue(strategy.reported.stream().noneMatch(Duration::isNegative));
    }
  }

  @Test
  @DisplayName("S0-3 the same sticky key goes through the same proxy")
  void stickyKey() throws Exception {
    try (var first = FakeProxy.echoing();
        var second = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxies(first.url(), second.url())
                .strategy("sticky")
                .build()) {
      Set<Proxy> ways = new HashSet<>();
      for (int i = 0; i < 5; i++) {
        ways.add(rotator.get("http://origin" + i + ".test/", r -> r.stickyKey("key")).proxy());
      }
      assertEquals(1, ways.size());
    }
  }

  @Test
  @DisplayName("S0-3 a request takes only proxies that match all that it asks for")
  void filters() throws Exception {
    try (var first = FakeProxy.echoing();
        var second = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(Proxy.parse(first.url()).withTags("fast").withCountry("SE"))
                .proxy(Proxy.parse(second.url()).withTags("fast"))
                .build()) {
      for (int i = 0; i < 3; i++) {
        rotator.get("http://origin.test/", r -> r.tags("fast").country("se", "no"));
      }
      assertEquals(3, first.seen().size());
      var none =
          assertThrows(
              ProxyPoolEmptyException.class,
              () -> rotator.get("http://origin.test/", r -> r.scheme(ProxyScheme.SOCKS5)));
      assertEquals(ProxyPoolEmptyException.Reason.FILTER_MATCHES_NONE, none.getReason());
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
