package dev.proxyrotator.java;

import java.time.Duration;
import java.util.Optional;

/**
 * Time limits other than the configured ones, for a request ({@link Request.Builder#timeouts}) or
 * for some URLs ({@link TimeoutRules}). {@code ChronoUnit.FOREVER.getDuration()} switches one off;
 * what is not set is as configured. Every method that takes a duration throws an {@link
 * IllegalArgumentException} when it is not positive.
 */
public final class TimeLimits {
  private Duration connect;
  private Duration handshake;
  private Duration tls;
  private Duration responseHead;
  private Duration idle;
  private Duration call;
  private Integer minimumBodyRate;

  TimeLimits() {}

  TimeLimits copy() {
    TimeLimits copy = new TimeLimits();
    copy.connect = connect;
    copy.handshake = handshake;
    copy.tls = tls;
    copy.responseHead = responseHead;
    copy.idle = idle;
    copy.call = call;
    copy.minimumBodyRate = minimumBodyRate;
    return copy;
  }

  /** The limit of connecting to the proxy. */
  public TimeLimits connect(Duration limit) {
    connect = positive("connect", limit);
    return this;
  }

  /** The limit of the handshake with the proxy that opens a tunnel: CONNECT and its answer. */
  public TimeLimits handshake(Duration limit) {
    handshake = positive("handshake", limit);
    return this;
  }

  /** The limit of the TLS handshake with the target. */
  public TimeLimits tls(Duration limit) {
    tls = positive("tls", limit);
    return this;
  }

  /** The limit of the head of a response, from the moment the request is sent. */
  public TimeLimits responseHead(Duration limit) {
    responseHead = positive("responseHead", limit);
    return this;
  }

  /** The limit of silence between two reads of a body. */
  public TimeLimits idle(Duration limit) {
    idle = positive("idle", limit);
    return this;
  }

  /** The limit of the whole call with all its attempts; for a streamed body, up to its head. */
  public TimeLimits call(Duration limit) {
    call = positive("timeout", limit);
    return this;
  }

  /**
   * The bytes a second that a body must bring; see {@link RotatorBuilder#minimumBodyRate}.
   *
   * @throws IllegalArgumentException when {@code bytesPerSecond} is negative
   */
  public TimeLimits minimumBodyRate(int bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "minimumBodyRate must not be negative, was " + bytesPerSecond);
    }
    minimumBodyRate = bytesPerSecond;
    return this;
  }

  Optional<Duration> connect() {
    return Optional.ofNullable(connect);
  }

  Optional<Duration> handshake() {
    return Optional.ofNullable(handshake);
  }

  Optional<Duration> tls() {
    return Optional.ofNullable(tls);
  }

  Optional<Duration> responseHead() {
    return Optional.ofNullable(responseHead);
  }

  Optional<Duration> idle() {
    return Optional.ofNullable(idle);
  }

  Optional<Duration> call() {
    return Optional.ofNullable(call);
  }

  Optional<Integer> minimumBodyRate() {
    return Optional.ofNullable(minimumBodyRate);
  }

  private static Duration positive(String name, Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, was " + limit);
    }
    return limit;
  }
}
