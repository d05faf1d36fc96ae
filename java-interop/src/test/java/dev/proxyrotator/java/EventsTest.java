package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.event.BlockOutcome;
import dev.proxyrotator.event.RotationEvent;
import dev.proxyrotator.event.RotationListener;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventsTest {
  private static final String URL = "http://origin.test/";

  private final List<RotationEvent> heard = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("S4-5 S4-17 S4-19 a listener hears of proxies, attempts and calls, with durations")
  void listener() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator =
            ProxyRotatorBlocking.builder().proxy(proxy.url()).listener(heard::add).build()) {
      rotator.get(URL);
      assertEquals(1, of(RotationEvent.ProxiesAdded.class).get(0).getPoolSize());
      var attempt = of(RotationEvent.AttemptEnded.class).get(0);
      assertTrue(Durations.repeatAfter(attempt).isEmpty());
      assertFalse(Durations.waiting(attempt.getTimings()).isNegative());
      assertTrue(Durations.connect(attempt.getTimings()).isPresent());
      assertTrue(Durations.handshake(attempt.getTimings()).isEmpty());
      assertTrue(Durations.tls(attempt.getTimings()).isEmpty());
      assertTrue(Durations.firstByte(attempt.getTimings()).isPresent());
      assertTrue(Durations.body(attempt.getTimings()).isPresent());
      var call = of(RotationEvent.CallEnded.class).get(0);
      assertEquals(200, call.getStatus());
      assertFalse(Durations.of(call).isNegative());
    }
  }

  @Test
  @DisplayName("S4-19 a listener that was removed hears no more, one that was added hears the rest")
  void changed() throws Exception {
    RotationListener listener = heard::add;
    try (var proxy = FakeProxy.answering(429, "");
        var rotator = ProxyRotatorBlocking.builder().proxy(proxy.url()).maxRetries(0).build()) {
      rotator.addListener(listener);
      rotator.get(URL);
      rotator.removeListener(listener);
      rotator.get("http://other.test/");
      assertEquals(1, of(RotationEvent.CallEnded.class).size());
      var ban = of(RotationEvent.ProxyBannedByHost.class).get(0);
      assertEquals(60, Durations.of(ban).toSeconds());
    }
  }

  @Test
  @DisplayName("S4-19 events are a publisher, too")
  void publisher() throws Exception {
    // With one thread the subscriber is there before the request begins.
    var executor = Executors.newSingleThreadExecutor();
    try (var proxy = FakeProxy.echoing();
        var rotator = ProxyRotatorFutures.builder().proxy(proxy.url()).executor(executor).build()) {
      var events = new Signals<RotationEvent>();
      rotator.events().subscribe(events);
      events.request();
      rotator.get(URL).get();
      assertInstanceOf(RotationEvent.AttemptEnded.class, events.take().item());
      events.request();
      assertInstanceOf(RotationEvent.CallEnded.class, events.take().item());
      events.cancel();
      rotator.closeAsync().get();
    } finally {
      executor.shutdown();
    }
  }

  @Test
  @DisplayName("S4-9 S4-10 blocks are timed, nested, and reported when they throw")
  void timed() throws Exception {
    try (var rotator = ProxyRotatorBlocking.builder().listener(heard::add).build()) {
      int result =
          rotator.timed("Total", total -> total.timed("Setup", setup -> setup.path().length() + 1));
      assertEquals("Total/Setup".length() + 1, result);
      assertThrows(
          FileNotFoundException.class,
          () ->
              rotator.timed(
                  "Failing",
                  block -> {
                    throw new FileNotFoundException();
                  }));
      var blocks = of(RotationEvent.TimedBlockEnded.class);
      assertEquals(List.of("Total/Setup", "Total", "Failing"), paths());
      assertEquals(BlockOutcome.FAILED, blocks.get(2).getOutcome());
      assertFalse(Durations.of(blocks.get(0)).isNegative());
      assertThrows(IllegalArgumentException.class, () -> rotator.timed(" ", block -> 1));
    }
  }

  @Test
  @DisplayName("S4-9 S4-10 futures are timed to their end, and cancelled with the one returned")
  void timedAsync() throws Exception {
    try (var proxy = FakeProxy.echoing();
        var rotator =
            ProxyRotatorFutures.builder().proxy(proxy.url()).listener(heard::add).build()) {
      Response response =
          rotator
              .timedAsync("Total", total -> total.timedAsync("Part", part -> rotator.get(URL)))
              .get();
      assertEquals(200, response.status());
      assertEquals(List.of("Total/Part", "Total"), paths());
      CompletableFuture<Response> never = new CompletableFuture<>();
      CompletableFuture<Response> timed = rotator.timedAsync("Never", block -> never);
      timed.cancel(true);
      assertThrows(CancellationException.class, never::join);
      Expect.failure(
          FileNotFoundException.class,
          rotator.timedAsync(
              "Failing", block -> CompletableFuture.failedFuture(new FileNotFoundException())));
    }
  }

  private List<String> paths() {
    return of(RotationEvent.TimedBlockEnded.class).stream().map(it -> it.getPath()).toList();
  }

  private <E extends RotationEvent> List<E> of(Class<E> type) {
    return heard.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
