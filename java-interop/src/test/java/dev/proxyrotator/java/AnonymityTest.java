package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.proxyrotator.anonymity.AnonymityReport;
import dev.proxyrotator.anonymity.EchoedRequest;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.proxy.AnonymityLevel;
import dev.proxyrotator.selection.ProxyFilter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnonymityTest {
  private static void echo(Exchange exchange) throws IOException {
    String mark = "\"X-Echo-Check\": \"" + exchange.header("X-Echo-Check").orElse("") + "\"";
    String headers = "{\"Host\": \"e\", \"Via\": \"1.1 squid\", " + mark + "}";
    exchange.respond(200, "{\"ip\": \"192.0.2.1\", \"headers\": " + headers + "}");
  }

  private static EchoedRequest own(String mark) {
    return new EchoedRequest(
        "192.0.2.9", Map.of("Host", List.of("e"), "X-Echo-Check", List.of(mark)));
  }

  @Test
  @DisplayName("K6 the level found is kept, and a request can ask for it")
  void level() throws Exception {
    try (var proxy = FakeProxy.running(AnonymityTest::echo);
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      AnonymityReport report = rotator.checkAnonymity("http://echo.test/").get(0);
      assertEquals(AnonymityLevel.ANONYMOUS, report.getLevel());
      assertEquals(List.of("via"), report.getTraces());
      assertEquals(AnonymityLevel.ANONYMOUS, rotator.pool().proxies().get(0).getAnonymity());
      rotator.get("http://origin.test/", request -> request.anonymity(AnonymityLevel.ANONYMOUS));
      assertThrows(
          ProxyPoolEmptyException.class,
          () ->
              rotator.get(
                  "http://origin.test/", request -> request.anonymity(AnonymityLevel.ELITE)));
    }
  }

  @Test
  @DisplayName("K6 every option of the check can be set from Java")
  void options() throws Exception {
    try (var proxy =
            FakeProxy.running(
                exchange -> exchange.respond(200, exchange.header("X-Echo-Check").orElse("")));
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      List<AnonymityReport> reports =
          rotator
              .checkAnonymity(
                  "http://echo.test/",
                  check ->
                      check
                          .clientAddresses("192.0.2.9")
                          .ignoredHeaders("Via")
                          .filter(ProxyFilter.Everything)
                          .maxConcurrent(1)
                          .timeout(Duration.ofSeconds(5))
                          .echo(AnonymityTest::own))
              .join();
      assertEquals(AnonymityLevel.TRANSPARENT, reports.get(0).getLevel());
    }
  }

  @Test
  @DisplayName("an address or a name that is given twice counts once")
  void twice() throws Exception {
    try (var proxy = FakeProxy.running(AnonymityTest::echo);
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      List<AnonymityReport> reports =
          rotator.checkAnonymity(
              "http://echo.test/",
              check ->
                  check
                      .clientAddresses("192.0.2.9", "192.0.2.9")
                      .ignoredHeaders("Via", "Via", "Forwarded"));
      assertEquals(AnonymityLevel.ELITE, reports.get(0).getLevel());
    }
  }

  @Test
  @DisplayName("an option out of range fails the future, and the blocking view throws")
  void misuse() throws Exception {
    try (var rotator = ProxyRotatorBlocking.of("http://127.0.0.1:1")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> rotator.checkAnonymity("http://e/", check -> check.maxConcurrent(0)));
      var failed = rotator.futures().checkAnonymity("http://e/", check -> check.maxConcurrent(0));
      var error = assertThrows(CompletionException.class, failed::join);
      assertInstanceOf(IllegalArgumentException.class, error.getCause());
    }
  }
}
