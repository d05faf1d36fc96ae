package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResponseTest {
  @Test
  @DisplayName("S0-9 header fields are found in any case and keep all their values")
  void headers() throws Exception {
    try (var proxy = FakeProxy.answering(200, "", "Set-Cookie: a=1", "Set-Cookie: b=2");
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Response response = rotator.get("http://origin.test/").get();
      assertEquals(List.of("a=1", "b=2"), response.headers().get("set-cookie"));
      assertEquals("a=1", response.header("SET-COOKIE").orElseThrow());
      assertTrue(response.header("Absent").isEmpty());
      assertThrows(UnsupportedOperationException.class, () -> response.headers().clear());
    }
  }

  @Test
  @DisplayName("S0-9 the body is read in the charset that Content-Type names, else in UTF-8")
  void charsets() throws Exception {
    assertEquals("Ã¼", body("Content-Type: text/plain; charset=ISO-8859-1"));
    assertEquals("Ã¼", body("Content-Type: text/plain;CHARSET=\"latin1\"; format=flowed"));
    assertEquals("ü", body("Content-Type: text/plain; charset=klingon"));
    assertEquals("ü", body("Content-Type: text/plain"));
    assertEquals("ü", body("X-None: 1"));
  }

  @Test
  @DisplayName("S0-9 the bytes given out are a copy")
  void copies() throws Exception {
    try (var proxy = FakeProxy.answering(200, "ü");
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      Response response = rotator.get("http://origin.test/").get();
      response.bodyBytes()[0] = 0;
      assertArrayEquals("ü".getBytes(UTF_8), response.bodyBytes());
      assertEquals("Ã¼", response.bodyString(ISO_8859_1));
    }
  }

  private static String body(String header) throws Exception {
    try (var proxy = FakeProxy.answering(200, "ü", header);
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      return rotator.get("http://origin.test/").get().bodyString();
    }
  }
}
