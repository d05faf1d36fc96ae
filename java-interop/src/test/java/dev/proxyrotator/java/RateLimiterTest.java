package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RateLimiterTest {
  private final RateLimiter limiter = RateLimiter.of(3, Duration.ofHours(1));

  @Test
  @DisplayName("S2-15 no more permits are given than the burst and the rate allow")
  void burst() throws Exception {
    limiter.acquire();
    assertTrue(limiter.acquireAsync().isDone());
    assertTrue(limiter.tryAcquire());
    assertFalse(limiter.tryAcquire());
    assertFalse(limiter.tryAcquire(Duration.ofMinutes(1), 1));
    assertFalse(limiter.tryAcquireAsync(Duration.ofMinutes(1), 1).get());
    assertFalse(limiter.acquireAsync().isDone());
    assertEquals(3, limiter.limit().getBurst());
    assertEquals(Duration.ofHours(1), Durations.per(limiter.limit()));
    assertTrue(limiter.toString().contains("3 per 1h"), limiter.toString());
  }

  @Test
  @DisplayName("S2-15 a permit that comes back in time is waited for")
  void waiting() throws Exception {
    RateLimiter quick = RateLimiter.of(1000, Duration.ofSeconds(1), 1);
    for (int i = 0; i < 5; i++) quick.acquire();
    quick.acquireAsync().get();
    assertTrue(quick.tryAcquire(Duration.ofSeconds(10), 1));
  }

  @Test
  @DisplayName("S2-15 who is cancelled or interrupted while waiting takes none, and makes way")
  void cancelled() throws Exception {
    RateLimiter slow = RateLimiter.of(1, Duration.ofHours(1));
    slow.acquire();
    CompletableFuture<Void> waiting = slow.acquireAsync();
    assertTrue(waiting.cancel(true));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, slow::acquire);
    assertFalse(slow.tryAcquire());
  }

  @Test
  @DisplayName("S2-15 more than the burst is refused, and so is a rate that is none")
  void wrong() {
    assertThrows(IllegalArgumentException.class, () -> limiter.acquire(4));
    assertThrows(IllegalArgumentException.class, () -> limiter.tryAcquire(0));
    Expect.failure(IllegalArgumentException.class, limiter.acquireAsync(4));
    assertThrows(IllegalArgumentException.class, () -> RateLimiter.of(0, Duration.ofSeconds(1)));
  }
}
