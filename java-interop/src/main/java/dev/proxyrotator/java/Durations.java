package dev.proxyrotator.java;

import dev.proxyrotator.failure.Attempt;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.failure.ProxyTimeoutException;
import dev.proxyrotator.pool.ProxyStats;
import java.time.Duration;
import java.util.Optional;

/**
 * The durations of the library's values as {@link Duration}s; Java cannot call their Kotlin
 * getters.
 */
public final class Durations {
  private Durations() {}

  /** From the choice of the proxy to the end of the attempt; for a streamed body, to its head. */
  public static Duration of(Attempt attempt) {
    return KotlinDurations.of(attempt);
  }

  /**
   * The moving average of how long a successful attempt through a proxy took, the latest weighing a
   * fifth; empty before the first.
   */
  public static Optional<Duration> averageLatency(ProxyStats stats) {
    return Optional.ofNullable(KotlinDurations.averageLatency(stats));
  }

  /**
   * How long until the first proxy may be tried again; empty when none will come back by itself.
   */
  public static Optional<Duration> earliestRetry(ProxyPoolEmptyException empty) {
    return Optional.ofNullable(KotlinDurations.earliestRetry(empty));
  }

  /** The limit that passed. */
  public static Duration limit(ProxyTimeoutException timeout) {
    return KotlinDurations.limit(timeout);
  }
}
