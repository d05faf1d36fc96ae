package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.failure.ProxySessionLostException;
import dev.proxyrotator.session.OnExitLost;
import dev.proxyrotator.session.ProxySession;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final String URL = "http://origin.test/";

  @Test
  @DisplayName("the requests of a session leave through one proxy, with its cookies and headers")
  void onePath() throws Exception {
    try (var first = FakeProxy.answering(200, "", "Set-Cookie: id=7");
        var second = FakeProxy.answering(200, "", "Set-Cookie: id=8");
        var rotator = ProxyRotatorBlocking.of(first.url(), second.url())) {
      ProxySession session = rotator.sessions().open("user-42", Map.of("X-Client", "a"));
      for (int i = 0; i < 3; i++) rotator.get(URL, request -> request.session("user-42"));
      assertEquals(3, first.seen().size());
      assertEquals("id=7", first.seen().get(2).header("Cookie").orElseThrow());
      assertEquals("a", first.seen().get(0).header("X-Client").orElseThrow());
      assertEquals(rotator.pool().proxies().get(0).getId(), session.getProxyId());
      assertEquals(3, session.getUses());
      assertFalse(Durations.age(session).isNegative());
      assertSame(rotator.sessions(), rotator.futures().sessions());
      assertTrue(session.retire());
      assertNull(rotator.sessions().get("user-42"));
    }
  }

  @Test
  @DisplayName("sessions are saved and restored in another rotator")
  void saved() throws Exception {
    try (var first = FakeProxy.answering(200, "", "Set-Cookie: id=7");
        var second = FakeProxy.echoing();
        var before = ProxyRotatorBlocking.of(first.url(), second.url());
        var after = ProxyRotatorBlocking.of(second.url(), first.url())) {
      before.get(URL, request -> request.session("user-42"));
      after.sessions().restore(before.sessions().save());
      after.get(URL, request -> request.session("user-42"));
      assertEquals("id=7", first.seen().get(1).header("Cookie").orElseThrow());
    }
  }

  @Test
  @DisplayName("a session that must not move fails with ProxySessionLostException")
  void lost() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var other = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxies(proxy.url(), other.url())
                .onExitLost(OnExitLost.FAIL)
                .build()) {
      rotator.get(URL, request -> request.session("user-42"));
      rotator.removeProxy(proxy.url());
      var lost =
          assertThrows(
              ProxySessionLostException.class,
              () -> rotator.get(URL, request -> request.session("user-42")));
      assertEquals("user-42", lost.getSession());
      assertTrue(other.seen().isEmpty());
    }
  }
}
