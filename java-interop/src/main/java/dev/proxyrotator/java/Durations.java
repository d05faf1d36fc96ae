package dev.proxyrotator.java;

import dev.proxyrotator.ban.BanRule;
import dev.proxyrotator.engine.Timeouts;
import dev.proxyrotator.event.AttemptTimings;
import dev.proxyrotator.event.RotationEvent;
import dev.proxyrotator.failure.Attempt;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.failure.ProxyTimeoutException;
import dev.proxyrotator.fetch.DownloadResult;
import dev.proxyrotator.fetch.FetchRequest;
import dev.proxyrotator.fetch.FetchResponse;
import dev.proxyrotator.fetch.FetchStats;
import dev.proxyrotator.limit.RateLimit;
import dev.proxyrotator.pool.ProxyStats;
import dev.proxyrotator.proxy.Gateway;
import dev.proxyrotator.retry.Backoff;
import dev.proxyrotator.retry.RetryBudget;
import dev.proxyrotator.selection.EveryDuration;
import dev.proxyrotator.selection.SelectionReport;
import dev.proxyrotator.selection.Tiered;
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

  /** How old a connection through a gateway may be to be used again; empty when it sets none. */
  public static Optional<Duration> maxAge(Gateway gateway) {
    return Optional.ofNullable(KotlinDurations.maxAge(gateway));
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

  /** The upper bound of the first wait. */
  public static Duration base(Backoff backoff) {
    return KotlinDurations.base(backoff);
  }

  /** The upper bound of every wait. */
  public static Duration cap(Backoff backoff) {
    return KotlinDurations.cap(backoff);
  }

  /** From the beginning of a call to its end, all waits included. */
  public static Duration of(RotationEvent.CallEnded call) {
    return KotlinDurations.of(call);
  }

  /** From the beginning of a block to its end. */
  public static Duration of(RotationEvent.TimedBlockEnded block) {
    return KotlinDurations.of(block);
  }

  /** For how long a proxy is banned by a host. */
  public static Duration of(RotationEvent.ProxyBannedByHost ban) {
    return KotlinDurations.of(ban);
  }

  /**
   * How long the new state lasts, for a cool-down or a ban; empty when time alone does not end it.
   */
  public static Optional<Duration> of(RotationEvent.ProxyStateChanged change) {
    return Optional.ofNullable(KotlinDurations.of(change));
  }

  /** The wait until the next attempt, if the call lasts so long; empty when none follows. */
  public static Optional<Duration> repeatAfter(RotationEvent.AttemptEnded attempt) {
    return Optional.ofNullable(KotlinDurations.repeatAfter(attempt));
  }

  /** Before the attempt: until limits gave way and a proxy was free. */
  public static Duration waiting(AttemptTimings timings) {
    return KotlinDurations.waiting(timings);
  }

  /** Connecting to the proxy; empty where that was not done, or is not told. */
  public static Optional<Duration> connect(AttemptTimings timings) {
    return Optional.ofNullable(KotlinDurations.connect(timings));
  }

  /** The proxy's handshake; empty where that was not done, or is not told. */
  public static Optional<Duration> handshake(AttemptTimings timings) {
    return Optional.ofNullable(KotlinDurations.handshake(timings));
  }

  /** The TLS handshake with the target; empty where that was not done, or is not told. */
  public static Optional<Duration> tls(AttemptTimings timings) {
    return Optional.ofNullable(KotlinDurations.tls(timings));
  }

  /** From there to the head of the response; empty when there was none. */
  public static Optional<Duration> firstByte(AttemptTimings timings) {
    return Optional.ofNullable(KotlinDurations.firstByte(timings));
  }

  /** From the head to the end of the body; empty for a streamed one, or when there was none. */
  public static Optional<Duration> body(AttemptTimings timings) {
    return Optional.ofNullable(KotlinDurations.body(timings));
  }

  /** The limit of the whole fetch. */
  public static Duration timeout(FetchRequest request) {
    return KotlinDurations.timeout(request);
  }

  /** From the call of {@code fetch} to the last byte of the body. */
  public static Duration of(FetchResponse response) {
    return KotlinDurations.of(response);
  }

  /** From the call to the file in its place. */
  public static Duration of(DownloadResult download) {
    return KotlinDurations.of(download);
  }

  /** All of the times together. */
  public static Duration total(FetchStats.ResponseTimes times) {
    return KotlinDurations.total(times);
  }

  /** The shortest; zero while there is none. */
  public static Duration min(FetchStats.ResponseTimes times) {
    return KotlinDurations.min(times);
  }

  /** The longest; zero while there is none. */
  public static Duration max(FetchStats.ResponseTimes times) {
    return KotlinDurations.max(times);
  }

  /** The mean; zero while there is none. */
  public static Duration average(FetchStats.ResponseTimes times) {
    return KotlinDurations.average(times);
  }

  /** The limit of connecting to the proxy. */
  public static Duration connect(Timeouts timeouts) {
    return KotlinDurations.connect(timeouts);
  }

  /** The limit of the proxy's handshake. */
  public static Duration handshake(Timeouts timeouts) {
    return KotlinDurations.handshake(timeouts);
  }

  /** The limit of the TLS handshake with the target. */
  public static Duration tls(Timeouts timeouts) {
    return KotlinDurations.tls(timeouts);
  }

  /** The limit of the head of a response, from the moment the request is sent. */
  public static Duration responseHead(Timeouts timeouts) {
    return KotlinDurations.responseHead(timeouts);
  }

  /** The limit of silence between two reads of a body. */
  public static Duration idle(Timeouts timeouts) {
    return KotlinDurations.idle(timeouts);
  }

  /** The limit of a whole call. */
  public static Duration call(Timeouts timeouts) {
    return KotlinDurations.call(timeouts);
  }

  /** How long an attempt took, as a selector of one's own is told. */
  public static Duration of(SelectionReport report) {
    return KotlinDurations.of(report);
  }

  /** For how long a strategy keeps to one proxy. */
  public static Duration of(EveryDuration strategy) {
    return KotlinDurations.of(strategy);
  }

  /** For how long a ban raises the level of a host. */
  public static Duration memory(Tiered strategy) {
    return KotlinDurations.memory(strategy);
  }
}
