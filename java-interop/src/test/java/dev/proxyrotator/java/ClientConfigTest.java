package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.event.LogLevel;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigTest {
  @Test
  @DisplayName(
      "S1-12 without configuration nothing is added to requests, and redirects are followed")
  void defaults() {
    try (var rotator = ProxyRotatorFutures.of()) {
      RotatorConfig config = rotator.config();
      assertTrue(config.baseUrl().isEmpty());
      assertEquals(List.of(), config.defaultHeaderNames());
      assertFalse(config.hasAuthorization());
      assertFalse(config.expectSuccess());
      assertFalse(config.http2());
      assertFalse(config.cookies().getKeep());
      assertEquals(0, config.cookies().getInitialCount());
      assertTrue(config.redirects().getFollow());
      assertEquals(10, config.redirects().getMaxRedirects());
      assertEquals(Set.of(), config.redirects().getSensitiveHeaders());
      assertTrue(config.allowsTarget(URI.create("http://10.0.0.1/")));
      assertTrue(config.compression().getEnabled());
      assertEquals(100, config.fetchMaxConcurrent());
      assertTrue(config.fetchChunkSize().isEmpty());
      assertEquals(Duration.ofSeconds(10), config.fetchTimeout());
      assertEquals(3, config.fetchMaxRetries());
      assertEquals(List.of(), config.timeoutRules());
      assertEquals(2.0, config.backoff().getFactor());
      assertTrue(config.backoff().getJitter());
      assertEquals(config.backoff(), config.statusBackoff());
    }
  }

  @Test
  @DisplayName("S1-12 S2-21 the same builder makes the futures and the blocking view")
  void sameBuilder() {
    try (var futures = everything(ProxyRotatorFutures.builder()).build();
        var blocking = everything(ProxyRotatorBlocking.builder()).build()) {
      assertEquals(futures.config().toString(), blocking.config().toString());
      RotatorConfig config = blocking.config();
      assertEquals("https://api.example.com/v1", config.baseUrl().orElseThrow());
      assertEquals(List.of("Accept", "User-Agent"), config.defaultHeaderNames());
      assertTrue(config.hasAuthorization());
      assertTrue(config.expectSuccess());
      assertTrue(config.http2());
      assertTrue(config.cookies().getKeep());
      assertEquals(1, config.cookies().getInitialCount());
      assertFalse(config.redirects().getFollow());
      assertEquals(5, config.redirects().getMaxRedirects());
      assertEquals(Set.of("x-api-key"), config.redirects().getSensitiveHeaders());
      assertFalse(config.allowsTarget(URI.create("http://internal.test/")));
      assertTrue(config.allowsTarget(URI.create("http://other.test/")));
      assertEquals(7, config.compression().getMaxRatio());
      assertFalse(config.toString().contains("secret"), config.toString());
    }
  }

  @Test
  @DisplayName("S4-2 S4-6 S4-11 fetches, backoff and time-outs by rule can be set")
  void fetchesAndRules() {
    try (var rotator = everything(ProxyRotatorFutures.builder()).build()) {
      RotatorConfig config = rotator.config();
      assertEquals(20, config.fetchMaxConcurrent());
      assertEquals(50, config.fetchChunkSize().orElseThrow());
      assertEquals(Duration.ofSeconds(8), config.fetchTimeout());
      assertEquals(5, config.fetchMaxRetries());
      assertEquals(1.5, config.backoff().getFactor());
      assertFalse(config.backoff().getJitter());
      assertEquals(Duration.ofSeconds(1), Durations.base(config.statusBackoff()));
      assertEquals(Duration.ofSeconds(2), Durations.cap(config.statusBackoff()));
      assertEquals(
          List.of("*.example.org", "/export-**", "https://a\\.test/.*"),
          config.timeoutRules().stream().map(it -> it.getPattern()).toList());
      assertTrue(config.toString().contains("*.example.org: Timeouts(connect=1s, handshake=2s"));
    }
  }

  private static <R> RotatorBuilder<R> everything(RotatorBuilder<R> builder) {
    return builder
        .baseUrl("https://api.example.com/v1")
        .userAgent("crawler/1.0")
        .defaultHeader("Accept", "application/json")
        .basicAuth("user", "secret")
        .expectSuccess(true)
        .transport(Transports.okHttp())
        .http2(true)
        .cookies(
            cookies -> {
              cookies.setKeep(true);
              cookies.set("https://example.com", "name", "secret");
            })
        .redirects(redirects -> redirects.setSensitiveHeaders(Set.of("X-Api-Key")))
        .followRedirects(false)
        .maxRedirects(5)
        .targetGuard(target -> !target.getHost().equals("internal.test"))
        .compression(compression -> compression.setMaxRatio(7))
        .fetch(f -> f.maxConcurrent(20).chunkSize(50).timeout(Duration.ofSeconds(8)).maxRetries(5))
        .listener(event -> {})
        .logging(logging -> logging.setLevel(LogLevel.OFF))
        .backoff(Duration.ofSeconds(1), Duration.ofSeconds(9), 1.5, false)
        .statusBackoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 1, true)
        .timeoutRules(
            rules ->
                rules
                    .host("*.example.org", ClientConfigTest::everyLimit)
                    .glob("/export-**", limits -> limits.call(Duration.ofMinutes(5)))
                    .regex(Pattern.compile("https://a\\.test/.*"), limits -> {}));
  }

  private static void everyLimit(TimeLimits limits) {
    limits
        .connect(Duration.ofSeconds(1))
        .handshake(Duration.ofSeconds(2))
        .tls(Duration.ofSeconds(3))
        .responseHead(Duration.ofSeconds(4))
        .idle(Duration.ofSeconds(5))
        .call(Duration.ofSeconds(6))
        .minimumBodyRate(7);
  }

  @Test
  @DisplayName("S4-20 the environment sets what it names; what is set afterwards wins")
  void environment() {
    var environment =
        Map.of(
            "LOG_LEVEL", "debug",
            "HTTP_TIMEOUT", "30",
            "MAX_CONCURRENT", "15",
            "MAX_RETRIES", "5",
            "BACKOFF_FACTOR", "1.5");
    try (var rotator =
        ProxyRotatorFutures.builder()
            .timeout(Duration.ofSeconds(5))
            .idleTimeout(Duration.ofSeconds(6))
            .fromEnvironment(environment)
            .maxRetries(1)
            .build()) {
      RotatorConfig config = rotator.config();
      assertEquals(Duration.ofSeconds(30), config.timeout());
      assertEquals(Duration.ofSeconds(6), config.idleTimeout());
      assertEquals(15, config.fetchMaxConcurrent());
      assertEquals(1, config.maxRetries());
      assertEquals(1.5, config.backoff().getFactor());
    }
    try (var own =
        ProxyRotatorFutures.builder().fromEnvironment(Map.of("P_MAX_RETRIES", "0"), "P_").build()) {
      assertEquals(0, own.config().maxRetries());
    }
    ProxyRotatorFutures.builder().fromEnvironment();
    var wrong = ProxyRotatorFutures.builder().fromEnvironment(Map.of("MAX_RETRIES", "many"));
    var error = assertThrows(IllegalArgumentException.class, wrong::build);
    assertTrue(error.getMessage().contains("MAX_RETRIES"), error.getMessage());
  }

  @Test
  @DisplayName("S4-20 data that names nothing leaves everything as it is, wherever it stands")
  void emptyData() {
    try (var plain = grouped(everything(ProxyRotatorFutures.builder())).build();
        var after =
            grouped(everything(ProxyRotatorFutures.builder()))
                .fromJson("{}")
                .fromEnvironment(Map.of())
                .build();
        var between =
            grouped(
                    everything(ProxyRotatorFutures.builder().fromJson("{}"))
                        .fromEnvironment(Map.of()))
                .build()) {
      assertEquals(plain.config().toString(), after.config().toString());
      assertEquals(plain.config().toString(), between.config().toString());
      assertEquals(1, after.config().cookies().getInitialCount());
      assertEquals(3, after.config().timeoutRules().size());
    }
  }

  private static <R> RotatorBuilder<R> grouped(RotatorBuilder<R> builder) {
    return builder
        .bans(bans -> bans.status(403).requireText("ok"))
        .maxSessions(5)
        .coolDown(Duration.ofSeconds(400))
        .maxCoolDown(Duration.ofSeconds(500))
        .ratePerHost(5, Duration.ofSeconds(1))
        .verifyTls(false);
  }

  @Test
  @DisplayName("S4-11 a JSON document sets what it names; what is set afterwards wins")
  void json(@TempDir Path directory) throws Exception {
    String json =
        """
        {"proxies": ["http://user:secret@a.example:8080"], "timeouts": {"connect": "3s", "idle": 9}}
        """;
    Path file = Files.writeString(directory.resolve("rotator.json"), json);
    for (var builder :
        List.of(
            ProxyRotatorBlocking.builder().fromJson(json),
            ProxyRotatorBlocking.builder().fromJsonFile(file))) {
      try (var rotator = builder.idleTimeout(Duration.ofSeconds(2)).build()) {
        assertEquals(1, rotator.pool().size());
        assertEquals(Duration.ofSeconds(3), rotator.config().connectTimeout());
        assertEquals(Duration.ofSeconds(2), rotator.config().idleTimeout());
      }
    }
    var unknown = ProxyRotatorBlocking.builder().fromJson("{\"timeouts\": {\"conect\": 1}}");
    var error = assertThrows(IllegalArgumentException.class, unknown::build);
    assertTrue(error.getMessage().contains("timeouts.conect"), error.getMessage());
    var missing = ProxyRotatorBlocking.builder().fromJsonFile(directory.resolve("missing.json"));
    assertThrows(UncheckedIOException.class, missing::build);
  }

  @Test
  @DisplayName("S1-2 S1-3 S1-8 wrong values are refused without being shown")
  void wrongValues() {
    for (var builder :
        List.of(
            ProxyRotatorFutures.builder().basicAuth("user", "secret\n"),
            ProxyRotatorFutures.builder().bearer("secret token"),
            ProxyRotatorFutures.builder().defaultHeader("X-Token", "secret\n"),
            ProxyRotatorFutures.builder().baseUrl("https://user:secret@api.example.com"),
            ProxyRotatorFutures.builder().maxRedirects(-1),
            ProxyRotatorFutures.builder().http2(true),
            ProxyRotatorFutures.builder().fetch(fetch -> fetch.maxConcurrent(0)),
            ProxyRotatorFutures.builder().timeoutRules(rules -> rules.host("a b", limits -> {})))) {
      var error = assertThrows(IllegalArgumentException.class, builder::build);
      assertFalse(error.toString().contains("secret"), error.toString());
    }
    assertThrows(
        IllegalArgumentException.class, () -> new TimeLimits().connect(Duration.ofSeconds(-1)));
    assertThrows(IllegalArgumentException.class, () -> new TimeLimits().minimumBodyRate(-1));
  }
}
