package dev.proxyrotator.java;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a {@link RotatorBuilder} sets about the single call: time limits, retries, and how much runs
 * at once.
 *
 * @param <B> the builder
 */
abstract class CallSetters<B> {
  final RotatorSettings settings = new RotatorSettings();

  abstract B self();

  /** The limit of connecting to the proxy. */
  public B connectTimeout(Duration limit) {
    settings.connectTimeout(limit);
    return self();
  }

  /** The limit of the handshake with the proxy that opens a tunnel: CONNECT and its answer. */
  public B handshakeTimeout(Duration limit) {
    settings.handshakeTimeout(limit);
    return self();
  }

  /** The limit of the TLS handshake with the target. */
  public B tlsTimeout(Duration limit) {
    settings.tlsTimeout(limit);
    return self();
  }

  /** The limit of the head of a response, from the moment the request is sent. */
  public B responseHeadTimeout(Duration limit) {
    settings.responseHeadTimeout(limit);
    return self();
  }

  /** The limit of silence between two reads of a body. */
  public B idleTimeout(Duration limit) {
    settings.idleTimeout(limit);
    return self();
  }

  /**
   * The bytes a second that a body must bring, on average over each {@link #idleTimeout}, unless it
   * is its reader who is slow; 0 for streams that may trickle.
   */
  public B minimumBodyRate(int bytesPerSecond) {
    settings.minimumBodyRate(bytesPerSecond);
    return self();
  }

  /**
   * The limit of the whole call with all its attempts and waits; for a streamed body, up to its
   * head.
   */
  public B timeout(Duration limit) {
    settings.timeout(limit);
    return self();
  }

  /**
   * Other limits for requests to some URLs: {@code rules -> rules.host("api.example.com", limits ->
   * limits.call(Duration.ofSeconds(5)))}. What {@code configure} throws is thrown by {@link
   * RotatorBuilder#build()}.
   */
  public B timeoutRules(Consumer<TimeoutRules> configure) {
    settings.timeoutRules(Objects.requireNonNull(configure, "configure"));
    return self();
  }

  /**
   * Attempts of one request that may have reached the target, the first included; <i>n</i> retries
   * are <i>n</i> + 1 attempts. At least 1. What failed before that is counted by {@link
   * #maxFailovers} while there is another proxy to turn to.
   */
  public B maxAttempts(int count) {
    settings.maxAttempts(count);
    return self();
  }

  /** Attempts after the first; another way to set {@link #maxAttempts}. Not negative. */
  public B maxRetries(int count) {
    settings.maxRetries(count);
    return self();
  }

  /**
   * Further attempts of one request, through other proxies, after a proxy failed before the request
   * can have reached the target; at most 2 of them after a failed TLS handshake. Not negative.
   */
  public B maxFailovers(int count) {
    settings.maxFailovers(count);
    return self();
  }

  /**
   * The limit of the retries of all requests together: one more is allowed while there were fewer
   * than {@code ratio} × calls + {@code reservePerSecond} × seconds within the last 10 seconds.
   * What follows a failure before the request can have reached the target takes nothing from it.
   *
   * @throws IllegalArgumentException when a value is negative or not a number
   */
  public B retryBudget(double ratio, double reservePerSecond) {
    settings.retryBudget(ratio, reservePerSecond);
    return self();
  }

  /**
   * The same within the last {@code window} instead of 10 seconds.
   *
   * @throws IllegalArgumentException when a value is out of range, or {@code window} is too short
   */
  public B retryBudget(double ratio, double reservePerSecond, Duration window) {
    settings.retryBudget(ratio, reservePerSecond, window);
    return self();
  }

  /** No limit for the retries of all requests together; each keeps to its own. */
  public B unlimitedRetryBudget() {
    settings.unlimitedRetryBudget();
    return self();
  }

  /**
   * The wait before retry <i>n</i> after a failure that may be the origin's: by chance from 0 to
   * {@code base} × 2<sup><i>n</i> − 1</sup>, at most {@code cap}.
   *
   * @throws IllegalArgumentException when {@code base} is negative or {@code cap} less than {@code
   *     base}
   */
  public B backoff(Duration base, Duration cap) {
    settings.backoff(base, cap);
    return self();
  }

  /**
   * The same with another {@code factor} than 2, at least 1; without {@code jitter} the wait is
   * always the longest that it could be.
   *
   * @throws IllegalArgumentException when a value is out of range
   */
  public B backoff(Duration base, Duration cap, double factor, boolean jitter) {
    settings.backoff(base, cap, factor, jitter);
    return self();
  }

  /**
   * The wait before a retry after one of {@link #retryStatuses}, by default that of {@link
   * #backoff(Duration, Duration)}. {@code statusBackoff(wait, wait, 1, false)} is always the same.
   *
   * @throws IllegalArgumentException when a value is out of range
   */
  public B statusBackoff(Duration base, Duration cap, double factor, boolean jitter) {
    settings.statusBackoff(base, cap, factor, jitter);
    return self();
  }

  /**
   * The wait before a retry after a failure that is the proxy's alone: by chance from 0 to {@code
   * bound}.
   */
  public B failoverDelay(Duration bound) {
    settings.failoverDelay(bound);
    return self();
  }

  /** The statuses that are tried again elsewhere, instead of the default ones; none when empty. */
  public B retryStatuses(int... statuses) {
    settings.retryStatuses(IntStream.of(statuses).boxed().collect(Collectors.toUnmodifiableSet()));
    return self();
  }

  /**
   * The longest {@code Retry-After} that is waited for; with a longer one the response is given
   * back.
   */
  public B maxRetryAfter(Duration limit) {
    settings.maxRetryAfter(limit);
    return self();
  }

  /**
   * Attempts in flight through one proxy, at least 1. A busy proxy is passed over while another one
   * is free.
   */
  public B maxConnectionsPerProxy(int count) {
    settings.maxConnectionsPerProxy(count);
    return self();
  }

  /** Attempts in flight in all, at least 1. */
  public B maxConnections(int count) {
    settings.maxConnections(count);
    return self();
  }

  /** Attempts in flight to one target host, through whatever proxies; at least 1. */
  public B maxConnectionsPerHost(int count) {
    settings.maxConnectionsPerHost(count);
    return self();
  }

  /** How often one proxy is used; see {@link #ratePerProxy(int, Duration, int)}. */
  public B ratePerProxy(int permits, Duration per) {
    return ratePerProxy(permits, per, permits);
  }

  /**
   * How often one proxy is used: in no span of length <i>t</i> more than {@code burst} + {@code
   * permits} × <i>t</i> / {@code per}. One at its limit is passed over.
   *
   * @param burst how many may start at once after a pause, {@code permits} by default; 1 spaces all
   *     of them evenly
   * @throws IllegalArgumentException when a value is not positive, when that is more than one a
   *     microsecond, or when a burst takes over a year to come back
   */
  public B ratePerProxy(int permits, Duration per, int burst) {
    settings.ratePerProxy(permits, per, burst);
    return self();
  }

  /** How often one target host is asked; see {@link #ratePerProxy(int, Duration, int)}. */
  public B ratePerHost(int permits, Duration per) {
    return ratePerHost(permits, per, permits);
  }

  /**
   * How often one target host is asked, by attempts through whatever proxies; see {@link
   * #ratePerProxy(int, Duration, int)}.
   */
  public B ratePerHost(int permits, Duration per, int burst) {
    settings.ratePerHost(permits, per, burst);
    return self();
  }

  /** How many attempts start in all; see {@link #ratePerProxy(int, Duration, int)}. */
  public B rate(int permits, Duration per) {
    return rate(permits, per, permits);
  }

  /** How many attempts start in all; see {@link #ratePerProxy(int, Duration, int)}. */
  public B rate(int permits, Duration per, int burst) {
    settings.rate(permits, per, burst);
    return self();
  }

  /** Requests that may wait for a place; one more fails at once. */
  public B maxWaiting(int count) {
    settings.maxWaiting(count);
    return self();
  }

  /** The longest wait for a place; zero means not to wait. */
  public B leaseTimeout(Duration limit) {
    settings.leaseTimeout(limit);
    return self();
  }

  /** The largest body in bytes that is held in memory; a streamed one is not held. */
  public B maxBodyInMemory(long bytes) {
    settings.maxBodyInMemory(bytes);
    return self();
  }
}
