package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.ban.OnExhausted;
import dev.proxyrotator.engine.TlsVersion;
import dev.proxyrotator.proxy.ProxyValidationException;
import dev.proxyrotator.session.OnExitLost;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConfigTest {
  @Test
  @DisplayName("S0-4 without configuration the defaults hold")
  void defaults() {
    try (var rotator = ProxyRotatorFutures.of()) {
      RotatorConfig config = rotator.config();
      assertEquals(1_000_000, config.maxProxies());
      assertEquals(Duration.ofSeconds(5), config.connectTimeout());
      assertEquals(Duration.ofSeconds(10), config.handshakeTimeout());
      assertEquals(Duration.ofSeconds(10), config.tlsTimeout());
      assertEquals(Duration.ofSeconds(30), config.responseHeadTimeout());
      assertEquals(Duration.ofSeconds(30), config.idleTimeout());
      assertEquals(1024, config.minimumBodyRate());
      assertEquals(4, config.maxAttempts());
      assertEquals(Duration.ofMillis(100), config.backoffBase());
      assertEquals(Duration.ofSeconds(10), config.backoffCap());
      assertEquals(Duration.ofMillis(25), config.failoverDelay());
      assertEquals(Set.of(408, 425, 429, 502, 503, 504), config.retryStatuses());
      assertEquals(Duration.ofSeconds(60), config.maxRetryAfter());
      assertEquals(50, config.maxConnectionsPerProxy());
      assertEquals(512, config.maxConnections());
      assertEquals(100_000, config.maxWaiting());
      assertEquals(Duration.ofSeconds(10), config.leaseTimeout());
      assertEquals(64L * 1024 * 1024, config.maxBodyInMemory());
      assertEquals(5, config.failureThreshold());
      assertEquals(Duration.ofSeconds(30), config.coolDown());
      assertEquals(Duration.ofSeconds(300), config.maxCoolDown());
      assertEquals(Duration.ofSeconds(10), config.forgetAfter());
      assertTrue(config.healthEnabled());
      assertTrue(config.verifyTls());
    }
  }

  @Test
  @DisplayName("S0-4 retries, limits, health, bans and sessions have defaults too")
  void rotationDefaults() {
    try (var rotator = ProxyRotatorFutures.of()) {
      RotatorConfig config = rotator.config();
      assertEquals(5, config.maxFailovers());
      assertEquals(0.2, config.retryBudget().getRatio());
      assertEquals(10.0, config.retryBudget().getReservePerSecond());
      assertEquals(Duration.ofSeconds(10), Durations.window(config.retryBudget()));
      assertTrue(config.maxConnectionsPerHost().isEmpty());
      assertTrue(config.ratePerProxy().isEmpty());
      assertTrue(config.ratePerHost().isEmpty());
      assertTrue(config.rate().isEmpty());
      assertEquals(0.5, config.failureRate());
      assertEquals(10, config.minimumOutcomes());
      assertEquals(Duration.ofSeconds(60), config.failureWindow());
      assertEquals(Duration.ofSeconds(30), config.slowStart());
      assertEquals(Duration.ofSeconds(60), config.probeTimeout());
      assertEquals(5, config.unprovenLeases());
      assertEquals(Duration.ofSeconds(5), config.unprovenFor());
      assertEquals(0.0, config.panicThreshold());
      assertEquals(1.0, config.maxEjected());
      assertEquals(Duration.ofSeconds(60), config.hostMemory());
      assertEquals(3, config.hostFaults());
      assertEquals("status 429", config.banRules().get(0).getName());
      assertEquals(Duration.ofSeconds(60), Durations.of(config.banRules().get(0)));
      assertEquals(1, config.banRules().size());
      assertEquals(List.of(), config.validatorNames());
      assertEquals(OnExhausted.RETURN_LAST, config.onExhausted());
      assertEquals(Long.MAX_VALUE, config.sessionTimeToLive().getSeconds());
      assertTrue(config.maxSessionUses().isEmpty());
      assertEquals(OnExitLost.MIGRATE, config.onExitLost());
      assertEquals(100_000, config.maxSessions());
      assertTrue(config.sessionCookies());
    }
  }

  @Test
  @DisplayName("S0-40 retries and limits can be set, rates with a burst of their own")
  void retriesAndLimits() {
    try (var rotator =
        ProxyRotatorFutures.builder()
            .maxFailovers(1)
            .retryBudget(0.5, 2)
            .maxConnectionsPerHost(3)
            .ratePerProxy(4, Duration.ofSeconds(1))
            .ratePerHost(5, Duration.ofMinutes(1), 1)
            .rate(6, Duration.ofHours(1))
            .build()) {
      RotatorConfig config = rotator.config();
      assertEquals(1, config.maxFailovers());
      assertEquals(0.5, config.retryBudget().getRatio());
      assertEquals(2.0, config.retryBudget().getReservePerSecond());
      assertEquals(3, config.maxConnectionsPerHost().orElseThrow());
      assertEquals(4, config.ratePerProxy().orElseThrow().getBurst());
      assertEquals(5, config.ratePerHost().orElseThrow().getPermits());
      assertEquals(1, config.ratePerHost().orElseThrow().getBurst());
      assertEquals(Duration.ofMinutes(1), Durations.per(config.ratePerHost().orElseThrow()));
      assertEquals(6, config.rate().orElseThrow().getPermits());
    }
    try (var unlimited = ProxyRotatorFutures.builder().unlimitedRetryBudget().build()) {
      assertTrue(Double.isInfinite(unlimited.config().retryBudget().getReservePerSecond()));
    }
    var builder = ProxyRotatorFutures.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.rate(0, Duration.ofSeconds(1)));
    assertThrows(IllegalArgumentException.class, () -> builder.ratePerHost(1, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.retryBudget(-1, 0));
  }

  @Test
  @DisplayName("S0-40 health and sessions can be set, in any order")
  void healthAndSessions() {
    try (var rotator =
        ProxyRotatorFutures.builder()
            .failureRate(0.9)
            .minimumOutcomes(20)
            .failureWindow(Duration.ofSeconds(21))
            .slowStart(Duration.ZERO)
            .probeTimeout(Duration.ofSeconds(22))
            .unprovenLeases(23)
            .unprovenFor(Duration.ofSeconds(24))
            .panicThreshold(0.25)
            .maxEjected(0.75)
            .hostMemory(Duration.ofSeconds(26))
            .hostFaults(27)
            .sessionTimeToLive(Duration.ofMinutes(9))
            .maxSessionUses(28)
            .onExitLost(OnExitLost.FAIL)
            .maxSessions(29)
            .sessionCookies(false)
            .build()) {
      RotatorConfig config = rotator.config();
      assertEquals(0.9, config.failureRate());
      assertEquals(20, config.minimumOutcomes());
      assertEquals(Duration.ofSeconds(21), config.failureWindow());
      assertEquals(Duration.ZERO, config.slowStart());
      assertEquals(Duration.ofSeconds(22), config.probeTimeout());
      assertEquals(23, config.unprovenLeases());
      assertEquals(Duration.ofSeconds(24), config.unprovenFor());
      assertEquals(0.25, config.panicThreshold());
      assertEquals(0.75, config.maxEjected());
      assertEquals(Duration.ofSeconds(26), config.hostMemory());
      assertEquals(27, config.hostFaults());
      assertEquals(Duration.ofMinutes(9), config.sessionTimeToLive());
      assertEquals(28, config.maxSessionUses().orElseThrow());
      assertEquals(OnExitLost.FAIL, config.onExitLost());
      assertEquals(29, config.maxSessions());
      assertFalse(config.sessionCookies());
    }
  }

  @Test
  @DisplayName("S0-5 the pool is called \"default\" unless it is given a name")
  void poolName() {
    try (var unnamed = ProxyRotatorFutures.of();
        var named = ProxyRotatorFutures.builder().poolName("crawler").build()) {
      assertEquals("default", unnamed.config().poolName());
      assertEquals("crawler", named.config().poolName());
    }
  }

  @Test
  @DisplayName("S0-30 config().timeout() is a java.time.Duration, and FOREVER switches it off")
  void timeout() {
    try (var usual = ProxyRotatorFutures.of();
        var endless =
            ProxyRotatorFutures.builder().timeout(ChronoUnit.FOREVER.getDuration()).build()) {
      assertEquals(Duration.ofSeconds(60), usual.config().timeout());
      assertTrue(endless.config().toString().contains("call=Infinity"));
      assertEquals(Long.MAX_VALUE, endless.config().timeout().getSeconds());
    }
  }

  @Test
  @DisplayName("S0-40 every field of the configuration can be set, in any order")
  void everyField() {
    try (var rotator =
        ProxyRotatorFutures.builder()
            .maxProxies(7)
            .connectTimeout(Duration.ofSeconds(1))
            .handshakeTimeout(Duration.ofMillis(15))
            .tlsTimeout(Duration.ofMillis(16))
            .responseHeadTimeout(Duration.ofSeconds(2))
            .idleTimeout(Duration.ofSeconds(3))
            .minimumBodyRate(17)
            .timeout(Duration.ofSeconds(4))
            .maxRetries(3)
            .backoff(Duration.ofMillis(5), Duration.ofMillis(6))
            .failoverDelay(Duration.ofMillis(7))
            .retryStatuses(503)
            .maxRetryAfter(Duration.ofSeconds(8))
            .maxConnectionsPerProxy(9)
            .maxConnections(10)
            .maxWaiting(11)
            .leaseTimeout(Duration.ZERO)
            .maxBodyInMemory(12)
            .healthEnabled(false)
            .failureThreshold(13)
            .coolDown(Duration.ofSeconds(400))
            .maxCoolDown(Duration.ofSeconds(500))
            .forgetAfter(Duration.ofSeconds(14))
            .transport(Transports.okHttp())
            .verifyTls(false)
            .build()) {
      RotatorConfig config = rotator.config();
      assertEquals(7, config.maxProxies());
      assertEquals(Duration.ofSeconds(1), config.connectTimeout());
      assertEquals(Duration.ofMillis(15), config.handshakeTimeout());
      assertEquals(Duration.ofMillis(16), config.tlsTimeout());
      assertEquals(Duration.ofSeconds(2), config.responseHeadTimeout());
      assertEquals(Duration.ofSeconds(3), config.idleTimeout());
      assertEquals(17, config.minimumBodyRate());
      assertEquals(Duration.ofSeconds(4), config.timeout());
      assertEquals(4, config.maxAttempts());
      assertEquals(3, config.maxRetries());
      assertEquals(Duration.ofMillis(5), config.backoffBase());
      assertEquals(Duration.ofMillis(6), config.backoffCap());
      assertEquals(Duration.ofMillis(7), config.failoverDelay());
      assertEquals(Set.of(503), config.retryStatuses());
      assertEquals(Duration.ofSeconds(8), config.maxRetryAfter());
      assertEquals(9, config.maxConnectionsPerProxy());
      assertEquals(10, config.maxConnections());
      assertEquals(11, config.maxWaiting());
      assertEquals(Duration.ZERO, config.leaseTimeout());
      assertEquals(12, config.maxBodyInMemory());
      assertFalse(config.healthEnabled());
      assertEquals(13, config.failureThreshold());
      assertEquals(Duration.ofSeconds(400), config.coolDown());
      assertEquals(Duration.ofSeconds(500), config.maxCoolDown());
      assertEquals(Duration.ofSeconds(14), config.forgetAfter());
      assertFalse(config.verifyTls());
    }
  }

  @Test
  @DisplayName("S0-40 TLS is configured as in Kotlin, and a wrong value fails the construction")
  void tls() {
    var unpinned = ProxyRotatorFutures.builder().tls(tls -> tls.pin("a.example", "sha1/abc"));
    var error = assertThrows(IllegalArgumentException.class, unpinned::build);
    assertTrue(error.getMessage().contains("tls { pin }"), error.getMessage());
    var strict = ProxyRotatorFutures.builder().tls(tls -> tls.setMinVersion(TlsVersion.TLS_1_3));
    strict.build().close();
    error = assertThrows(IllegalArgumentException.class, strict.transport(Transports.cio())::build);
    assertTrue(error.getMessage().contains("minVersion"), error.getMessage());
  }

  @Test
  @DisplayName("S0-40 a value out of range is an IllegalArgumentException that names it")
  void outOfRange() {
    RotatorBuilder<ProxyRotatorFutures> negative =
        ProxyRotatorFutures.builder().connectTimeout(Duration.ofSeconds(-1));
    var error = assertThrows(IllegalArgumentException.class, negative::build);
    assertTrue(error.getMessage().contains("-1s"), error.getMessage());
    var retries = ProxyRotatorFutures.builder().maxRetries(-1);
    assertThrows(IllegalArgumentException.class, retries::build);
    assertThrows(
        IllegalArgumentException.class,
        () -> ProxyRotatorFutures.builder().backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    var misnamed = ProxyRotatorFutures.builder().defaultHeader("bad name", "x");
    assertThrows(IllegalArgumentException.class, misnamed::build);
  }

  @Test
  @DisplayName("S0-40 a builder can be used again, and what it built does not change with it")
  void reuse() {
    RotatorBuilder<ProxyRotatorFutures> builder =
        ProxyRotatorFutures.builder().proxy("http://127.0.0.1:1001");
    try (var first = builder.build();
        var second = builder.proxy("http://127.0.0.1:1002").maxAttempts(1).build()) {
      assertNotSame(first, second);
      assertEquals(1, first.pool().size());
      assertEquals(2, second.pool().size());
      assertEquals(4, first.config().maxAttempts());
      assertEquals(1, second.config().maxAttempts());
    }
  }

  @Test
  @DisplayName("S0-40 the transport is chosen by name, and refuses what it cannot carry safely")
  void transports() throws Exception {
    try (var proxy = FakeProxy.echoing()) {
      for (var transport :
          new dev.proxyrotator.engine.ProxyTransportFactory[] {
            Transports.cio(), Transports.okHttp()
          }) {
        try (var rotator =
            ProxyRotatorBlocking.builder().proxy(proxy.url()).transport(transport).build()) {
          assertEquals(200, rotator.get("http://origin.test/").status());
          assertThrows(
              ProxyValidationException.class, () -> rotator.addProxy("socks5://127.0.0.1:1080"));
        }
      }
    }
  }
}
