package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.AnonymityKt;
import dev.proxyrotator.BansBuilder;
import dev.proxyrotator.CompressionBuilder;
import dev.proxyrotator.ConfigurationFromData;
import dev.proxyrotator.CookiesBuilder;
import dev.proxyrotator.Downloads;
import dev.proxyrotator.FetchBuilder;
import dev.proxyrotator.HealthBuilder;
import dev.proxyrotator.LimitsBuilder;
import dev.proxyrotator.LoggingBuilder;
import dev.proxyrotator.ProxyRotator;
import dev.proxyrotator.ProxyRotatorBuilder;
import dev.proxyrotator.ProxyRotatorConfig;
import dev.proxyrotator.ProxySourcesKt;
import dev.proxyrotator.ResponseSuccessKt;
import dev.proxyrotator.RetryBuilder;
import dev.proxyrotator.SessionsBuilder;
import dev.proxyrotator.TimeLimitsBuilder;
import dev.proxyrotator.TimeoutsBuilder;
import dev.proxyrotator.TlsBuilder;
import dev.proxyrotator.anonymity.AnonymityOptions;
import dev.proxyrotator.ban.BanPolicy;
import dev.proxyrotator.ban.ResponseView;
import dev.proxyrotator.defaults.RequestDefaults;
import dev.proxyrotator.engine.Timeouts;
import dev.proxyrotator.engine.net.SocketOptionsBuilder;
import dev.proxyrotator.event.TimedScope;
import dev.proxyrotator.fetch.FetchRequest;
import dev.proxyrotator.fetch.FetchSettings;
import dev.proxyrotator.health.HealthPolicy;
import dev.proxyrotator.limit.Limits;
import dev.proxyrotator.pool.ProxyPool;
import dev.proxyrotator.proxy.Gateway;
import dev.proxyrotator.redirect.RedirectOptions;
import dev.proxyrotator.retry.RetryPolicy;
import dev.proxyrotator.rotation.RequestRotation;
import dev.proxyrotator.rotation.RequestTimeouts;
import dev.proxyrotator.rotation.ResponseRotationKt;
import dev.proxyrotator.selection.RotationStrategy;
import dev.proxyrotator.selection.Selector;
import dev.proxyrotator.session.SessionPolicy;
import dev.proxyrotator.source.ProxyListOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompletenessTest {
  private static final String BY_NAME = "each of its options is a method of the builder";
  private static final String ONE_BY_ONE = "each of its values is a method of the configuration";
  private static final String KTOR = "plug-ins and requests of a Ktor client are for Kotlin";
  private static final String TESTS = "for tests of the library's own, in virtual time";

  private static final Class<?> BUILDER = RotatorBuilder.class;
  private static final Class<?> CONFIG = RotatorConfig.class;
  private static final Class<?> ROTATOR = ProxyRotatorFutures.class;

  static Stream<Twin> twins() {
    return Stream.of(options(), configuration(), calls(), values()).flatMap(List::stream);
  }

  private static List<Twin> options() {
    return List.of(
        Twin.of(ProxyRotatorBuilder.class, BUILDER)
            .renamed("bearerAuth", "bearer", "dispatcher", "executor")
            .without(BY_NAME, "timeouts", "retry", "limits", "health", "sessions")
            .without(KTOR, "client")
            .without(TESTS, "random", "timeSource"),
        Twin.of(ConfigurationFromData.class, BUILDER),
        Twin.of(TimeoutsBuilder.class, BUILDER, TimeoutRules.class)
            .renamed("connect", "connectTimeout", "handshake", "handshakeTimeout")
            .renamed("tls", "tlsTimeout", "responseHead", "responseHeadTimeout")
            .renamed("idle", "idleTimeout", "call", "timeout"),
        Twin.of(TimeLimitsBuilder.class, TimeLimits.class),
        Twin.of(RetryBuilder.class, BUILDER).renamed("budget", "retryBudget"),
        Twin.of(LimitsBuilder.class, BUILDER),
        Twin.of(HealthBuilder.class, BUILDER).renamed("enabled", "healthEnabled"),
        Twin.of(SessionsBuilder.class, BUILDER)
            .renamed("timeToLive", "sessionTimeToLive", "maxUses", "maxSessionUses")
            .renamed("cookies", "sessionCookies"),
        Twin.of(BansBuilder.class, BanOptions.class),
        Twin.of(FetchBuilder.class, FetchOptions.class),
        Twin.of(SocketOptionsBuilder.class, SocketOptions.class),
        Twin.of(dev.proxyrotator.source.RemoteListOptions.class, RemoteListOptions.class)
            .renamed("request", "header", "format", "list", "form", "list")
            .renamed("defaultScheme", "list", "maxBytes", "list", "maxEntries", "list"),
        Twin.of(AnonymityOptions.class, AnonymityCheck.class),
        Twin.itself(CompressionBuilder.class),
        Twin.itself(CookiesBuilder.class),
        Twin.itself(LoggingBuilder.class),
        Twin.itself(TlsBuilder.class),
        Twin.itself(RedirectOptions.class),
        Twin.itself(ProxyListOptions.class));
  }

  private static List<Twin> configuration() {
    return List.of(
        Twin.of(ProxyRotatorConfig.class, CONFIG)
            .renamed("targetGuard", "allowsTarget")
            .without(ONE_BY_ONE, "bans", "defaults", "fetch", "health", "limits", "retry")
            .without(ONE_BY_ONE, "sessions", "timeouts"),
        Twin.of(BanPolicy.class, CONFIG).renamed("rules", "banRules"),
        Twin.of(RequestDefaults.class, CONFIG).renamed("headerNames", "defaultHeaderNames"),
        Twin.of(FetchSettings.class, CONFIG)
            .renamed("maxConcurrent", "fetchMaxConcurrent", "chunkSize", "fetchChunkSize")
            .renamed("timeout", "fetchTimeout", "maxRetries", "fetchMaxRetries"),
        Twin.of(HealthPolicy.class, CONFIG).renamed("enabled", "healthEnabled"),
        Twin.of(Limits.class, CONFIG),
        Twin.of(RetryPolicy.class, CONFIG).renamed("budget", "retryBudget"),
        Twin.of(SessionPolicy.class, CONFIG)
            .renamed("timeToLive", "sessionTimeToLive", "maxUses", "maxSessionUses")
            .renamed("cookies", "sessionCookies"),
        Twin.of(Timeouts.class, CONFIG)
            .renamed("connect", "connectTimeout", "handshake", "handshakeTimeout")
            .renamed("tls", "tlsTimeout", "responseHead", "responseHeadTimeout")
            .renamed("idle", "idleTimeout", "call", "timeout", "rules", "timeoutRules"));
  }

  private static List<Twin> calls() {
    return List.of(
        Twin.of(ProxyRotator.class, ROTATOR)
            .renamed("aclose", "closeAsync", "fetchFlow", "fetchAsCompleted")
            .renamed("timed", "timedAsync", "timer", "timedAsync")
            .without(KTOR, "client"),
        Twin.of(AnonymityKt.class, ROTATOR),
        Twin.of(Downloads.class, ROTATOR),
        Twin.of(ProxySourcesKt.class, ROTATOR),
        Twin.of(ResponseSuccessKt.class, Response.class),
        Twin.of(ResponseRotationKt.class, Response.class).without("internal", "attemptsKey"),
        Twin.of(RequestRotation.class, Request.Builder.class),
        Twin.of(RequestTimeouts.class, TimeLimits.class),
        Twin.of(ProxyPool.class, ProxyPoolView.class, ROTATOR)
            .renamed("add", "addProxy", "remove", "removeProxy"),
        Twin.of(dev.proxyrotator.limit.RateLimiter.class, RateLimiter.class),
        Twin.of(TimedScope.class, TimedBlock.class)
            .without("a block ends when its code does", "begin", "end"));
  }

  private static List<Twin> values() {
    return List.of(
        Twin.of(ResponseView.class, JudgedResponse.class),
        Twin.of(Gateway.class, GatewayOptions.class).renamed("connectHeaders", "connectHeader"),
        Twin.of(dev.proxyrotator.fetch.DownloadOptions.class, DownloadOptions.class),
        Twin.of(FetchRequest.class, FetchRequests.Builder.class)
            .renamed("headers", "header")
            .without("FetchRequests.builder(url)", "url"),
        Twin.itself(RotationStrategy.class),
        Twin.itself(Selector.class));
  }

  @ParameterizedTest(name = "S0-42 what Kotlin has in {0}, Java has as well")
  @MethodSource("twins")
  void nothingIsMissing(Twin twin) {
    assertEquals(Set.of(), twin.gaps());
  }

  @Test
  @DisplayName("S0-42 no group of options of the library is forgotten here")
  void everyGroup() throws Exception {
    Set<String> groups = new TreeSet<>(classes().keySet());
    groups.removeIf(it -> !it.matches(".*(Builder|Options|Policy|Settings)"));
    groups.removeAll(twins().map(it -> it.kotlin().getName()).collect(Collectors.toSet()));
    assertEquals(
        Set.of(
            // What ProxyRotatorBuilder inherits.
            "dev.proxyrotator.RotationOptions",
            // Java constructs and reads these as they are.
            "dev.proxyrotator.engine.TlsSettings",
            "dev.proxyrotator.redirect.RedirectPolicy",
            "dev.proxyrotator.session.CookiePolicy",
            "dev.proxyrotator.source.RefreshPolicy",
            // For transports, which are written in Kotlin.
            "dev.proxyrotator.engine.TransportSettings"),
        groups);
  }

  @Test
  @DisplayName("S0-42 every duration that the library tells, Java can read")
  void everyDuration() throws Exception {
    Set<String> told = Set.of("FetchSettings", "HealthPolicy", "Limits", "RetryPolicy");
    Set<String> missing = new TreeSet<>();
    classes()
        .forEach(
            (name, text) -> {
              String simple = name.replaceAll(".*[.$]", "");
              boolean isOption = simple.matches(".*(Builder|Options)|Request(Rotation|Timeouts)");
              boolean isConfigured = simple.matches("ProxyRotatorConfig|SessionPolicy");
              if (isOption || isConfigured || told.contains(simple)) return;
              long getters =
                  Pattern.compile("get\\w+-(UwyO8pc|FghU774) ").matcher(text).results().count();
              if (getters > 0 && getters != readersOf(name)) missing.add(name);
            });
    assertEquals(Set.of(), missing);
  }

  private static long readersOf(String type) {
    return Arrays.stream(Durations.class.getMethods())
        .filter(it -> it.getParameterCount() == 1)
        .filter(it -> it.getParameterTypes()[0].getName().equals(type))
        .count();
  }

  /** The public classes of the library, each with its members as text. */
  private static Map<String, String> classes() throws Exception {
    String api = Files.readString(Path.of("../library/api/library.api"));
    Matcher found =
        Pattern.compile(
                "^public [a-z ]*(?:class|interface) (dev/[\\w/$]+)[^\\n]*\\{(.*?)^}",
                Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(api);
    Map<String, String> classes =
        found
            .results()
            .collect(Collectors.toMap(it -> it.group(1).replace('/', '.'), it -> it.group(2)));
    assertTrue(classes.containsKey("dev.proxyrotator.HealthBuilder"));
    return classes;
  }
}
