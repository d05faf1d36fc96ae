package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.ban.BanRules;
import dev.proxyrotator.ban.BanScope;
import dev.proxyrotator.ban.OnExhausted;
import dev.proxyrotator.failure.FailureKind;
import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyResponseRejectedException;
import dev.proxyrotator.health.ProxyHealth;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BansTest {
  private static final String URL = "http://origin.test/";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static List<Consumer<BanOptions>> bans() {
    return List.of(
        bans -> bans.status(302),
        bans -> bans.status(BanScope.GLOBAL, MINUTE, 302),
        bans -> bans.status(BanScope.HOST, MINUTE, false, 302),
        bans -> bans.header("Location", "CAPTCHA"),
        bans -> bans.header("Location", Pattern.compile("cap.*a"), BanScope.HOST, MINUTE),
        bans -> bans.header("Location", Pattern.compile("^/cap")),
        bans -> bans.body("not a ROBOT"),
        bans -> bans.body(Pattern.compile("NOT", Pattern.CASE_INSENSITIVE)),
        bans -> bans.redirect("/captcha"),
        bans -> bans.redirect(Pattern.compile("captcha$")),
        bans -> bans.rule("own", response -> response.text().contains("robot")),
        bans -> bans.rule("seen", BanScope.HOST, MINUTE, false, BansTest::isCaptcha));
  }

  private static boolean isCaptcha(JudgedResponse response) {
    assertThrows(IllegalStateException.class, response::text);
    return response.method().equals("GET")
        && response.host().equals("origin.test")
        && response.status() == 302
        && response.header("location").equals(response.location())
        && response.headers("X-None").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bans")
  @DisplayName("a proxy that a rule bans is turned away from, and the next one answers")
  void banned(Consumer<BanOptions> configure) throws Exception {
    try (var banned = FakeProxy.answering(302, "Are you not a robot?", "Location: /captcha");
        var working = FakeProxy.answering(200, "ok");
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxies(banned.url(), working.url())
                .bans(configure)
                .build()) {
      Response response = rotator.get(URL);
      assertEquals("ok", response.bodyString());
      assertEquals(FailureKind.BANNED, response.attempts().get(0).getFailure());
      rotator.get(URL);
      assertEquals(1, banned.seen().size());
    }
  }

  static List<Consumer<BanOptions>> validators() {
    return List.of(
        bans -> bans.requireStatus(204),
        bans -> bans.requireHeader("X-Genuine"),
        bans -> bans.requireHeader("Content-Length", "99"),
        bans -> bans.requireText("genuine"),
        bans -> bans.requireMinimumSize(1000),
        bans -> bans.require("own", response -> response.bodyPrefix().length == 0),
        bans -> bans.require("head", false, response -> response.status() == 201));
  }

  @ParameterizedTest
  @MethodSource("validators")
  @DisplayName("a response that is not what it must be is a failure of the proxy")
  void rejected(Consumer<BanOptions> configure) throws Exception {
    try (var portal = FakeProxy.answering(200, "Please sign in");
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(portal.url())
                .maxAttempts(1)
                .bans(configure)
                .build()) {
      var failed = assertThrows(ProxyConnectionException.class, () -> rotator.get(URL));
      assertEquals(FailureKind.REJECTED, failed.getAttempts().get(0).getFailure());
      var rejected = (ProxyResponseRejectedException) failed.getCause();
      assertEquals(rotator.config().validatorNames().get(0), rejected.getValidator());
    }
  }

  @Test
  @DisplayName("when all are banned the last response comes back, or an exception")
  void exhausted() throws Exception {
    try (var proxy = FakeProxy.answering(429, "");
        var returning = ProxyRotatorBlocking.builder().proxy(proxy.url()).maxAttempts(1).build();
        var throwing =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .maxAttempts(1)
                .bans(bans -> bans.onExhausted(OnExhausted.THROW))
                .build()) {
      assertEquals(429, returning.get(URL).status());
      assertThrows(ProxyConnectionException.class, () -> throwing.get(URL));
    }
  }

  @Test
  @DisplayName("a ban for all targets shows in the health of the proxy, and reinstating ends it")
  void reinstated() throws Exception {
    try (var proxy = FakeProxy.answering(403, "");
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .bans(bans -> bans.status(BanScope.GLOBAL, MINUTE, 403))
                .build()) {
      assertEquals(403, rotator.get(URL).status());
      var id = rotator.pool().proxies().get(0).getId();
      assertEquals(ProxyHealth.BANNED, rotator.pool().statistics(id).orElseThrow().getHealth());
      rotator.reinstate(id);
      assertEquals(ProxyHealth.HEALTHY, rotator.pool().statistics(id).orElseThrow().getHealth());
    }
  }

  @Test
  @DisplayName("rules are added to the default one until all are taken away")
  void rules() {
    var forbidden = BanRules.INSTANCE.getForbidden();
    try (var added = ProxyRotatorFutures.builder().bans(bans -> bans.rule(forbidden)).build();
        var cleared = ProxyRotatorFutures.builder().bans(BanOptions::clear).build()) {
      assertEquals(
          List.of("status 429", "status 403"),
          added.config().banRules().stream().map(it -> it.getName()).collect(Collectors.toList()));
      assertSame(forbidden, added.config().banRules().get(1));
      assertTrue(cleared.config().banRules().isEmpty());
    }
    var wrong = ProxyRotatorFutures.builder().bans(bans -> bans.status(42));
    assertThrows(IllegalArgumentException.class, wrong::build);
  }

  @Test
  @DisplayName("what a condition throws is the error of the request")
  void throwing() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .bans(bans -> bans.rule("broken", response -> response.text().charAt(9999) == 'x'))
                .build()) {
      assertThrows(IndexOutOfBoundsException.class, () -> rotator.get(URL));
    }
  }
}
