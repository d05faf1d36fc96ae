package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestTest {
  private static final String URL = "http://origin.test/data";

  private FakeProxy proxy;
  private ProxyRotatorFutures rotator;

  @BeforeEach
  void open() throws Exception {
    proxy = FakeProxy.echoing();
    rotator =
        ProxyRotatorFutures.builder()
            .proxy(proxy.url())
            .defaultHeader("Accept", "application/json")
            .build();
  }

  @AfterEach
  void close() throws Exception {
    rotator.close();
    proxy.close();
  }

  @Test
  @DisplayName("S0-9 a GET with parameters and headers reaches the target through the proxy")
  void getWithParameters() throws Exception {
    Response response =
        rotator
            .get(URL + "?a=1", r -> r.query("q", "ä & b").query("q", "2").header("X-Trace", "t1"))
            .get();
    assertEquals("http://origin.test/data?a=1&q=%C3%A4+%26+b&q=2", response.bodyString());
    assertEquals(response.bodyString(), response.url());
    assertEquals("t1", proxy.only().header("X-Trace").orElseThrow());
    assertEquals(proxy.url(), response.proxy().toString());
    assertEquals(1, response.attempts().size());
  }

  @Test
  @DisplayName("S0-10 a POST carries a form, text, bytes, JSON or a stream with its media type")
  void bodies() throws Exception {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", "J. Döe");
    fields.put("a&b", "=");
    assertSent(
        Body.form(fields), "application/x-www-form-urlencoded", "name=J.+D%C3%B6e&a%26b=%3D");
    assertSent(Body.text("grüß"), "text/plain; charset=UTF-8", "grüß");
    assertSent(Body.bytes("raw".getBytes(UTF_8)), "application/octet-stream", "raw");
    assertSent(Body.bytes("<a/>".getBytes(UTF_8), "application/xml"), "application/xml", "<a/>");
    assertSent(Body.json("{\"a\":1}"), "application/json", "{\"a\":1}");
    String large = "x".repeat(100_000);
    assertSent(
        Body.stream(() -> new ByteArrayInputStream(large.getBytes(UTF_8)), "text/csv"),
        "text/csv",
        large);
  }

  @Test
  @DisplayName("S0-10 a second body on one request is refused")
  void twoBodies() {
    assertThrows(
        IllegalArgumentException.class,
        () -> rotator.post(URL, r -> r.body(Body.form(Map.of("a", "1"))).body(Body.json("{}"))));
    assertTrue(proxy.seen().isEmpty());
  }

  @Test
  @DisplayName("S0-10 what the source of a streamed body throws is the error of the call")
  void brokenSource() {
    Body broken =
        Body.stream(
            () -> {
              throw new FileNotFoundException("upload.bin");
            });
    var error = Expect.failure(FileNotFoundException.class, rotator.post(URL, r -> r.body(broken)));
    assertEquals("upload.bin", error.getMessage());
  }

  @Test
  @DisplayName("S0-11 every verb and any method of one's own can be sent")
  void verbs() throws Exception {
    assertMethod("GET", rotator::get);
    assertMethod("POST", rotator::post);
    assertMethod("PUT", rotator::put);
    assertMethod("PATCH", rotator::patch);
    assertMethod("DELETE", rotator::delete);
    assertMethod("HEAD", rotator::head);
    assertMethod("OPTIONS", rotator::options);
    assertMethod("PURGE", (url, configure) -> rotator.request("PURGE", url, configure));
    rotator.get(URL).get();
    rotator.post(URL).get();
    rotator.put(URL).get();
    rotator.patch(URL).get();
    rotator.delete(URL).get();
    rotator.head(URL).get();
    rotator.options(URL).get();
    assertEquals(15, proxy.seen().size());
  }

  @Test
  @DisplayName("S0-11 a Request is built once and sent as often as one likes")
  void sendTwice() throws Exception {
    Request.Builder builder = Request.builder("PATCH", URL).body(Body.text("x"));
    Request request = builder.build();
    builder.header("Late", "1");
    assertEquals(rotator.send(request).get().status(), rotator.send(request).get().status());
    assertTrue(proxy.seen().stream().allMatch(it -> it.header("Late").isEmpty()));
    assertEquals("PATCH", request.method());
    assertEquals(URL, request.url());
    assertEquals("text/plain; charset=UTF-8", request.body().orElseThrow().mediaType());
  }

  @Test
  @DisplayName("S0-12 a header of the request takes the place of the default one")
  void defaultHeaders() throws Exception {
    rotator.get(URL).get();
    rotator.get(URL, r -> r.header("accept", "text/html")).get();
    assertEquals("application/json", proxy.seen().get(0).header("Accept").orElseThrow());
    assertEquals("text/html", proxy.seen().get(1).header("Accept").orElseThrow());
  }

  @Test
  @DisplayName("S0-12 values that could not be sent are refused when they are given")
  void refusedValues() {
    Request.Builder request = Request.builder("POST", URL);
    assertThrows(IllegalArgumentException.class, () -> request.header("bad name", "x"));
    var badValue =
        assertThrows(
            IllegalArgumentException.class, () -> request.header("Authorization", "secret\r\n"));
    assertFalse(badValue.toString().contains("secret"));
    assertThrows(IllegalArgumentException.class, () -> request.header("content-length", "1"));
    assertThrows(IllegalArgumentException.class, () -> request.maxAttempts(0));
    assertThrows(IllegalArgumentException.class, () -> request.timeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> request.maxFailovers(-1));
    assertThrows(IllegalArgumentException.class, () -> request.session(""));
    assertThrows(IllegalArgumentException.class, () -> request.idempotencyKey("a\nb"));
    assertThrows(IllegalArgumentException.class, () -> request.country("Sweden"));
    assertThrows(IllegalArgumentException.class, request::tags);
    assertThrows(IllegalArgumentException.class, () -> Body.bytes(new byte[0], "nonsense"));
    request.header("Content-Type", "a/b").body(Body.text("x"));
    assertThrows(IllegalArgumentException.class, request::build);
  }

  @Test
  @DisplayName(
      "S0-12 a URL that cannot be parsed is an IllegalArgumentException without its secrets")
  void malformedUrl() {
    var error =
        Expect.failure(IllegalArgumentException.class, rotator.get("http://u:secret@host:port/"));
    assertFalse(error.toString().contains("secret"));
    assertEquals(null, error.getCause());
  }

  @Test
  @DisplayName("S0-15 an error status is a response, and requireSuccess() makes it an exception")
  void errorStatus() throws Exception {
    try (var missing = FakeProxy.answering(404, "no such page");
        var rotator = ProxyRotatorFutures.of(missing.url())) {
      Response response = rotator.get("http://u:secret@origin.test/a?token=1").get();
      assertFalse(response.isSuccess());
      var failed =
          Expect.failure(
              HttpStatusException.class,
              rotator.get("http://origin.test/a").thenApply(Response::requireSuccess));
      assertEquals("no such page", failed.response().bodyString());
      var direct = assertThrows(HttpStatusException.class, response::requireSuccess);
      assertSame(response, direct.response());
      assertFalse((direct.getMessage() + response).contains("secret"));
      assertFalse((direct.getMessage() + response).contains("token"));
    }
  }

  private void assertSent(Body body, String mediaType, String content) throws Exception {
    Response response = rotator.post(URL, r -> r.body(body)).get();
    Exchange sent = proxy.seen().get(proxy.seen().size() - 1);
    assertSame(response, response.requireSuccess());
    assertEquals(mediaType, sent.header("Content-Type").orElseThrow());
    assertEquals(content, sent.body());
  }

  private void assertMethod(
      String method,
      BiFunction<
              String, Consumer<Request.Builder>, java.util.concurrent.CompletableFuture<Response>>
          send)
      throws Exception {
    assertEquals(200, send.apply(URL, r -> r.header("X-Method", method)).get().status());
    Exchange sent = proxy.seen().get(proxy.seen().size() - 1);
    assertEquals(method, sent.method());
    assertEquals(method, sent.header("X-Method").orElseThrow());
  }
}
