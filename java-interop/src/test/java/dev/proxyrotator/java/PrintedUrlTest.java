package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedUrlTest {
  @ParameterizedTest(name = "{0} is printed as {1}")
  @CsvSource({
    "https://host:1/a/b, https://host:1/a/b",
    "https://host/a?token=secret, https://host/a",
    "https://host/a#secret, https://host/a",
    "https://host?token=secret, https://host",
    "https://user:secret@host/a, https://***@host/a",
    "https://user:secret@secret@host/a, https://***@host/a",
    "//user:secret@host/a, //***@host/a",
    "/a, /a",
    "'', ''",
  })
  void printed(String url, String shown) {
    assertEquals(shown, PrintedUrl.of(url));
  }

  @ParameterizedTest(name = "of {0} only the scheme is printed")
  @ValueSource(
      strings = {
        "https://user:secret#secret@host/",
        "https://user:secret/secret@host/",
        "https://user:secret?secret@host/",
        "https://user:secret//secret@host/",
        "https://user@secret/secret@host/",
        "https://host/a?address=secret@secret",
      })
  void malformed(String url) {
    assertEquals("https://…", PrintedUrl.of(url));
  }

  @ParameterizedTest(name = "of {0} nothing is printed")
  @ValueSource(strings = {"user:secret@host/", "secret:secret://secret@host", "https:/secret@host"})
  void withoutScheme(String url) {
    assertEquals("…", PrintedUrl.of(url));
  }

  @Test
  @DisplayName("neither a request nor the error of a codec prints a password that ends the host")
  void whereItIsPrinted() {
    Request.Builder request = Request.builder("POST", "https://user:pa#ss@host/");
    assertEquals("POST https://…", request.build().toString());
    ProxyRotatorFutures rotator =
        ProxyRotatorFutures.builder().proxy("http://127.0.0.1:1").json(new WordsCodec()).build();
    try (rotator) {
      var error =
          assertThrows(
              JsonException.class, () -> rotator.post("http://user:p/ss@host", it -> it.json(1)));
      assertEquals("Cannot write java.lang.Integer as JSON for POST http://…", error.getMessage());
    }
  }
}
