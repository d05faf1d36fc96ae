package dev.proxyrotator.java;

import dev.proxyrotator.ban.BanRule;
import dev.proxyrotator.failure.Attempt;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.failure.ProxyTimeoutException;
import dev.proxyrotator.limit.RateLimit;
import dev.proxyrotator.pool.ProxyStats;
import dev.proxyrotator.retry.RetryBudget;
import dev.proxyrotator.session.ProxySession;
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

  /** For how long a rule bans. */
  public static Duration of(BanRule rule) {
    return KotlinDurations.of(rule);
  }

  /** The span of time that the permits of a rate are for. */
  public static Duration per(RateLimit rate) {
    return KotlinDurations.per(rate);
  }

  /** For how long a call and a retry count. */
  public static Duration window(RetryBudget budget) {
    return KotlinDurations.window(budget);
  }

  /** The time since a session began. */
  public static Duration age(ProxySession session) {
    return KotlinDurations.age(session);
  }
}
