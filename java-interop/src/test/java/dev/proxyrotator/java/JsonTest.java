package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final String URL = "http://user:hidden@origin.test/words?token=hidden";
  private static final JsonCodec CODEC = new WordsCodec();

  @Test
  @DisplayName("S1-16 a value is written by the codec and sent as application/json")
  void writes() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = rotator(proxy)) {
      rotator.post(URL, request -> request.json("grüß")).get();
      rotator.post(URL, request -> request.body(Body.json("other", CODEC))).get();
      rotator.batchGet(List.of(URL), 1, request -> request.json("batch")).get();
      List<Exchange> seen = proxy.seen();
      assertEquals("\"grüß\"", seen.get(0).body());
      assertEquals("application/json", seen.get(0).header("Content-Type").orElseThrow());
      assertEquals("\"other\"", seen.get(1).body());
      assertEquals("\"batch\"", seen.get(2).body());
    }
  }

  @Test
  @DisplayName("S1-18 a body is read as a class or as a type with arguments")
  void reads() throws Exception {
    try (var word = FakeProxy.answering(200, "\"a\"");
        var words = FakeProxy.answering(404, "[\"a\",\"b\"]");
        var first = rotator(word);
        var second = rotator(words)) {
      CompletableFuture<String> one = first.get(URL).thenApply(it -> it.json(String.class));
      assertEquals("a", one.get());
      List<String> many = second.blocking().get(URL).json(WordsCodec.WORDS);
      assertEquals(List.of("a", "b"), many);
      Response inBatch = second.batchGet(List.of(URL)).get().get(0).orElseThrow();
      assertEquals(many, inBatch.json(WordsCodec.WORDS));
    }
  }

  @Test
  @DisplayName("S1-18 the response of an HttpStatusException is read as well")
  void readsErrorBody() throws Exception {
    try (var proxy = FakeProxy.answering(500, "\"sorry\"");
        var rotator =
            ProxyRotatorFutures.builder()
                .proxy(proxy.url())
                .retryStatuses()
                .expectSuccess(true)
                .json(CODEC)
                .build()) {
      var failed = Expect.failure(HttpStatusException.class, rotator.get(URL));
      assertEquals("sorry", failed.response().json(String.class));
    }
  }

  @Test
  @DisplayName("S1-18 what is not of the type is one error with URL and type, and not the content")
  void unreadable() throws Exception {
    try (var proxy = FakeProxy.answering(200, "{\"password\": \"hidden\"}");
        var rotator = rotator(proxy)) {
      Response response = rotator.get(URL).get();
      var checked = assertThrows(JsonException.class, () -> response.json(WordsCodec.WORDS));
      assertEquals(
          "Cannot read 22 bytes from http://origin.test/words"
              + " as JSON of java.util.List<java.lang.String>",
          checked.getMessage());
      assertEquals(WordsCodec.WORDS, checked.type());
      assertInstanceOf(IOException.class, checked.getCause());
      var unchecked = assertThrows(JsonException.class, () -> response.json(Integer.class));
      assertInstanceOf(IllegalStateException.class, unchecked.getCause());
      assertFalse(unchecked.toString().contains("hidden"));
    }
  }

  @Test
  @DisplayName("S1-16 what cannot be written is an error before anything is sent")
  void unwritable() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = rotator(proxy)) {
      var error =
          assertThrows(JsonException.class, () -> rotator.post(URL, request -> request.json(1)));
      assertEquals(
          "Cannot write java.lang.Integer as JSON for POST http://***@origin.test/words",
          error.getMessage());
      assertEquals(Integer.class, error.type());
      assertThrows(JsonException.class, () -> Body.json(1, CODEC));
      assertTrue(proxy.seen().isEmpty());
    }
  }

  @Test
  @DisplayName("S1-16 a codec that writes null is an error where it writes")
  void writesNull() {
    JsonCodec writesNull =
        new JsonCodec() {
          @Override
          public byte[] write(Object value) {
            return null;
          }

          @Override
          public <T> T read(byte[] json, Type type) {
            return null;
          }
        };
    var error = assertThrows(JsonException.class, () -> Body.json("word", writesNull));
    assertEquals("Cannot write java.lang.String as JSON", error.getMessage());
    assertEquals("The codec wrote null", error.getCause().getMessage());
  }

  @Test
  @DisplayName("S1-16 without a codec the error says how to give one, before anything is sent")
  void withoutCodec() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      var write =
          assertThrows(
              IllegalStateException.class,
              () -> rotator.post(URL, request -> request.json("word")));
      assertTrue(write.getMessage().contains("builder().json(codec)"));
      assertTrue(proxy.seen().isEmpty());
      Response response = rotator.get(URL).get();
      var read = assertThrows(IllegalStateException.class, () -> response.json(String.class));
      assertTrue(read.getMessage().contains("builder().json(codec)"));
      assertThrows(
          IllegalStateException.class, () -> Request.builder("POST", URL).json("word").build());
    }
  }

  private static ProxyRotatorFutures rotator(FakeProxy proxy) {
    return ProxyRotatorFutures.builder().proxy(proxy.url()).json(CODEC).build();
  }
}
