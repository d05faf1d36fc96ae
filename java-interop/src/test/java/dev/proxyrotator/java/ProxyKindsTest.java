package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.engine.BasicAuthentication;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.proxy.ProxyScheme;
import dev.proxyrotator.proxy.ProxyValidationException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProxyKindsTest {
  @Test
  @DisplayName("S0-2 every kind of proxy, and chains of them, can be added from Java")
  void kinds() throws Exception {
    try (var rotator =
        ProxyRotatorFutures.builder()
            .proxies(
                "https://a.example",
                "socks4a://a.example",
                "socks5://user:secret@a.example",
                "http://a.example->socks5://b.example")
            .proxyTls(tls -> tls.setTrustSystem(true))
            .build()) {
      assertEquals(4, rotator.pool().size());
    }
    var chain = Proxy.chain(Proxy.parse("http://a.example"), Proxy.parse("socks5://b.example"));
    assertEquals(ProxyScheme.SOCKS5, chain.getScheme());
    assertEquals(2, chain.getHops().size());
    assertNull(chain.getVia().getVia());
  }

  @Test
  @DisplayName("TLS to https proxies is configured as in Kotlin")
  void proxyTls() {
    var unpinned = ProxyRotatorFutures.builder().proxyTls(tls -> tls.pin("a.example", "sha1/abc"));
    var error = assertThrows(IllegalArgumentException.class, unpinned::build);
    assertTrue(error.getMessage().contains("proxyTls { pin }"), error.getMessage());
  }

  @Test
  @DisplayName("a rotating gateway is made with Java's durations, and prints none of its values")
  void gateway() {
    var gateway =
        new GatewayOptions()
            .maxRequests(1)
            .maxAge(Duration.ofMinutes(5))
            .connectHeader("X-Key", "vendor-secret")
            .toGateway();
    assertEquals(1, gateway.getMaxRequests());
    assertEquals(Duration.ofMinutes(5), Durations.maxAge(gateway).orElseThrow());
    assertTrue(!gateway.toString().contains("secret"), gateway.toString());
    var proxy = Proxy.parse("http://user-{session}:secret@gateway.example").withGateway(gateway);
    assertEquals(gateway, proxy.getGateway());
    assertThrows(
        ProxyValidationException.class, () -> new GatewayOptions().maxRequests(0).toGateway());
  }

  @Test
  @DisplayName("the default transport takes options, and refuses wrong ones when it is made")
  void sockets() throws Exception {
    var factory =
        Transports.sockets(
            options ->
                options
                    .threads(1)
                    .idleTimeout(Duration.ofSeconds(5))
                    .maxAge(Duration.ofMinutes(1))
                    .maxIdleConnections(10)
                    .nameTimeToLive(Duration.ZERO)
                    .localDns(true)
                    .basicAuthentication(BasicAuthentication.WHEN_ASKED));
    try (var rotator =
        ProxyRotatorFutures.builder().proxy("socks4://192.0.2.1").transport(factory).build()) {
      assertEquals(1, rotator.pool().size());
    }
    assertThrows(
        IllegalArgumentException.class, () -> Transports.sockets(options -> options.threads(0)));
  }
}
