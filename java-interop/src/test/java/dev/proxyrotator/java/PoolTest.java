package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxyAuthenticationException;
import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyRemovedException;
import dev.proxyrotator.pool.PoolStats;
import dev.proxyrotator.pool.RemoveMode;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.proxy.ProxyId;
import dev.proxyrotator.proxy.ProxyValidationException;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final String FIRST = "http://127.0.0.1:1001";
  private static final String SECOND = "http://127.0.0.1:1002";

  @Test
  @DisplayName("S0-2 takes URLs and Proxy objects mixed, in their order, or none at all")
  void mixedProxies() {
    Proxy second = Proxy.parse(SECOND);
    try (var rotator =
            ProxyRotatorFutures.builder()
                .proxy(FIRST)
                .proxies(List.of(second))
                .proxies("127.0.0.1:1003", "127.0.0.1:1004:user:password")
                .build();
        var empty = ProxyRotatorFutures.of()) {
      assertEquals(4, rotator.pool().size());
      assertEquals(second, rotator.pool().proxies().get(1));
      assertEquals(0, empty.pool().size());
    }
  }

  @Test
  @DisplayName("S0-6 refuses an invalid proxy URL when it is given to the builder or to of()")
  void invalidProxy() {
    assertThrows(
        ProxyValidationException.class, () -> ProxyRotatorFutures.builder().proxy("http://:8080"));
    assertThrows(ProxyValidationException.class, () -> ProxyRotatorFutures.of("not a proxy"));
    assertThrows(ProxyValidationException.class, () -> ProxyRotatorBlocking.of("not a proxy"));
  }

  @Test
  @DisplayName("S0-8 a Proxy takes its credentials apart from the URL and does not print them")
  void proxyObject() {
    Proxy proxy = Proxy.parse(FIRST).withCredentials("user1", "pass1");
    assertEquals("user1", proxy.getCredentials().getUsername());
    assertFalse(proxy.toString().contains("pass1"));
  }

  @Test
  @DisplayName("S0-16 adds a URL or a Proxy and returns its id")
  void addProxy() throws Exception {
    try (var rotator = ProxyRotatorFutures.of(FIRST)) {
      ProxyId id = rotator.addProxy(SECOND).get();
      rotator.addProxy(Proxy.parse("http://127.0.0.1:1003")).get();
      assertEquals(Proxy.parse(SECOND), rotator.pool().get(id).orElseThrow());
      assertEquals(3, rotator.pool().size());
    }
  }

  @Test
  @DisplayName("S0-17 adding an invalid proxy fails with ProxyValidationException")
  void addInvalid() {
    try (var rotator = ProxyRotatorFutures.of();
        var blocking = ProxyRotatorBlocking.of()) {
      Expect.failure(ProxyValidationException.class, rotator.addProxy("http://host:99999"));
      assertThrows(ProxyValidationException.class, () -> blocking.addProxy("http://host:99999"));
    }
  }

  @Test
  @DisplayName("S0-18 adding to a full pool fails with IllegalStateException naming the capacity")
  void addToFull() {
    try (var rotator = ProxyRotatorFutures.builder().proxy(FIRST).maxProxies(1).build()) {
      var full = Expect.failure(IllegalStateException.class, rotator.addProxy(SECOND));
      assertTrue(full.getMessage().contains("1"));
      assertEquals(1, rotator.pool().size());
    }
  }

  @Test
  @DisplayName("S0-19 removes by id and by URL")
  void removeProxy() throws Exception {
    try (var rotator = ProxyRotatorFutures.of(FIRST, SECOND)) {
      rotator.removeProxy(Proxy.parse(FIRST).getId()).get();
      rotator.removeProxy(SECOND).get();
      assertEquals(0, rotator.pool().size());
    }
  }

  @Test
  @DisplayName("S0-19 removing with ABORT breaks off what goes through the proxy")
  void removeAborting() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (var proxy = FakeProxy.silent(arrived::countDown, () -> {});
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      CompletableFuture<Response> response = rotator.post("http://origin.test/");
      arrived.await();
      rotator.removeProxy(proxy.url(), RemoveMode.ABORT).get();
      var failure = Expect.failure(ProxyConnectionException.class, response);
      assertEquals(ProxyRemovedException.class, failure.getCause().getClass());
    }
  }

  @Test
  @DisplayName("S0-20 removing what is not there fails with NoSuchElementException")
  void removeAbsent() {
    try (var rotator = ProxyRotatorFutures.of(FIRST);
        var blocking = ProxyRotatorBlocking.of(FIRST)) {
      ProxyId absent = Proxy.parse(SECOND).getId();
      Expect.failure(NoSuchElementException.class, rotator.removeProxy(SECOND));
      Expect.failure(NoSuchElementException.class, rotator.removeProxy(absent));
      assertThrows(NoSuchElementException.class, () -> blocking.removeProxy(SECOND));
      assertThrows(
          NoSuchElementException.class, () -> blocking.removeProxy(absent, RemoveMode.DRAIN));
    }
  }

  @Test
  @DisplayName("S0-21 the statistics count proxies, requests and successes and name the strategy")
  void poolStats() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url(), FIRST)) {
      rotator.get("http://origin.test/").get();
      PoolStats stats = rotator.getPoolStats();
      assertEquals(2, stats.getTotalProxies());
      assertEquals(2, stats.getHealthyProxies());
      assertEquals(1, stats.getTotalRequests());
      assertEquals(1.0, stats.getOverallSuccessRate());
      assertEquals("round-robin", stats.getCurrentStrategy());
    }
  }

  @Test
  @DisplayName("S0-22 clears the proxies that are out of rotation and returns how many")
  void clearUnhealthy() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator =
            ProxyRotatorFutures.builder()
                .proxies(FakeProxy.refusing(), FakeProxy.refusing(), proxy.url())
                .failureThreshold(1)
                .build()) {
      rotator.get("http://origin.test/").get();
      assertEquals(1, rotator.getPoolStats().getHealthyProxies());
      assertEquals(2, rotator.clearUnhealthyProxies().get());
      assertEquals(List.of(Proxy.parse(proxy.url())), rotator.pool().proxies());
    }
  }

  @Test
  @DisplayName("S0-22 a proxy that is reinstated may be chosen again")
  void reinstate() throws Exception {
    try (var refusing = FakeProxy.answering(407, "", "Proxy-Authenticate: Basic realm=\"x\"");
        var rotator = ProxyRotatorBlocking.of(refusing.url("user1:pass1"))) {
      ProxyId id = rotator.pool().proxies().get(0).getId();
      assertThrows(ProxyAuthenticationException.class, () -> rotator.get("http://origin.test/"));
      assertEquals(0, rotator.getPoolStats().getHealthyProxies());
      rotator.reinstate(id);
      assertEquals(1, rotator.getPoolStats().getHealthyProxies());
      rotator.removeProxy(id);
      assertThrows(NoSuchElementException.class, () -> rotator.reinstate(id));
    }
  }

  @Test
  @DisplayName("S0-29 the pool shows its name, size, content and numbers")
  void poolView() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator =
            ProxyRotatorFutures.builder().proxy(proxy.url()).poolName("crawler").build()) {
      rotator.get("http://origin.test/").get();
      ProxyPoolView pool = rotator.pool();
      Proxy only = pool.proxies().get(0);
      assertEquals("ProxyPoolView(name=crawler, size=1)", pool.toString());
      assertEquals(1_000_000, pool.maxProxies());
      assertTrue(pool.contains(only));
      assertFalse(pool.contains(Proxy.parse(FIRST)));
      assertTrue(pool.get(Proxy.parse(FIRST).getId()).isEmpty());
      assertTrue(pool.statistics(Proxy.parse(FIRST).getId()).isEmpty());
      assertEquals(1, pool.statistics(only.getId()).orElseThrow().getSuccesses());
      assertTrue(Durations.averageLatency(pool.statistics().get(0)).isPresent());
    }
  }

  @Test
  @DisplayName("S0-45 the success rate prints as a percentage, before the first request too")
  void successRate() {
    try (var rotator = ProxyRotatorFutures.of(FIRST)) {
      double rate = rotator.getPoolStats().getOverallSuccessRate();
      assertEquals("100.00%", String.format(Locale.ROOT, "%.2f%%", rate * 100));
      assertTrue(Durations.averageLatency(rotator.pool().statistics().get(0)).isEmpty());
    }
  }
}
