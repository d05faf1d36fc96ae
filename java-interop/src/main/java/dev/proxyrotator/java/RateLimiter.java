package dev.proxyrotator.java;

import dev.proxyrotator.limit.RateLimit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Holds whatever calls it back to a rate: in no span of length <i>t</i> are more than {@code burst}
 * + {@code permits} × <i>t</i> / {@code per} permits given. For any work of one's own; the requests
 * of a rotator are held back by {@link RotatorBuilder#rate(int, Duration)}.
 *
 * <p>First come, first served, from any number of threads. A permit is taken, never given back.
 * Cancelling a future, or interrupting a waiting thread, takes none.
 */
public final class RateLimiter {
  private final LimiterBridge bridge;

  private RateLimiter(LimiterBridge bridge) {
    this.bridge = bridge;
  }

  /** {@code permits} in every {@code per}, all of which may be taken at once after a pause. */
  public static RateLimiter of(int permits, Duration per) {
    return of(permits, per, permits);
  }

  /**
   * {@code permits} in every {@code per}, and {@code burst} at once after a pause; a burst of 1
   * spaces them evenly.
   *
   * @throws IllegalArgumentException when a value is not positive, when that is more than one a
   *     microsecond, or when a burst takes over a year to come back
   */
  public static RateLimiter of(int permits, Duration per, int burst) {
    return new RateLimiter(new LimiterBridge(permits, per, burst));
  }

  /** How many permits are given per time, and how many at once after a pause. */
  public RateLimit limit() {
    return bridge.getLimit();
  }

  /** Waits for its turn and takes a permit; see {@link #acquire(int)}. */
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  /**
   * Waits for its turn and takes {@code permits} at once.
   *
   * @throws InterruptedException when this thread was interrupted; none is taken
   * @throws IllegalArgumentException when {@code permits} is not between 1 and the burst
   */
  public void acquire(int permits) throws InterruptedException {
    Waiting.onUnchecked(acquireAsync(permits));
  }

  /** A future that completes when it is its turn and has taken a permit. */
  public CompletableFuture<Void> acquireAsync() {
    return acquireAsync(1);
  }

  /**
   * A future that completes when it is its turn and has taken {@code permits} at once. Fails as
   * {@link #acquire(int)} does.
   */
  public CompletableFuture<Void> acquireAsync(int permits) {
    return bridge.acquire(permits);
  }

  /** Takes a permit if one is there now and nobody waits for his. */
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes {@code permits} if they are there now and nobody waits for his.
   *
   * @throws IllegalArgumentException when {@code permits} is not between 1 and the burst
   */
  public boolean tryAcquire(int permits) {
    return bridge.tryAcquire(permits);
  }

  /**
   * Waits for its turn at most {@code maxWait} and takes {@code permits} at once. Returns {@code
   * false} without a wait when those that came before leave too little for so short a time.
   *
   * @throws InterruptedException when this thread was interrupted; none is taken
   * @throws IllegalArgumentException when {@code permits} is not between 1 and the burst
   */
  public boolean tryAcquire(Duration maxWait, int permits) throws InterruptedException {
    return Waiting.onUnchecked(tryAcquireAsync(maxWait, permits));
  }

  /** {@link #tryAcquire(Duration, int)} as a future. */
  public CompletableFuture<Boolean> tryAcquireAsync(Duration maxWait, int permits) {
    return bridge.tryAcquire(maxWait, permits);
  }

  /** The limit in one line. */
  @Override
  public String toString() {
    return bridge.toString();
  }
}
