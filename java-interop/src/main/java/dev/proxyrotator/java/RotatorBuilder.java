package dev.proxyrotator.java;

import dev.proxyrotator.TlsBuilder;
import dev.proxyrotator.engine.ProxyTransportFactory;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.selection.RotationStrategy;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Configures a rotator. Every value has a default:
 *
 * <ul>
 *   <li>no proxies, {@code round-robin}, a pool called {@code "default"} of at most 1,000,000
 *       proxies;
 *   <li>time limits: connect 5 s, handshake with the proxy 10 s, TLS 10 s, response head 30 s, idle
 *       30 s, the whole call 60 s, at least 1,024 bytes of a body a second; {@code
 *       ChronoUnit.FOREVER.getDuration()} switches one off;
 *   <li>4 attempts, backoff from 100 ms to 10 s, failover after at most 25 ms, retried statuses
 *       408, 425, 429, 502, 503 and 504, {@code Retry-After} up to 60 s;
 *   <li>50 connections per proxy and 512 in all, 100,000 waiting requests for at most 10 s each,
 *       bodies up to 64 MiB;
 *   <li>a proxy cools down after 5 failures in a row, for 30 s at first and 300 s at most.
 * </ul>
 *
 * <p>Values are checked by {@link #build()}, proxies, names and header fields at once. {@code
 * build()} copies: a builder can be used again. Not thread-safe.
 *
 * @param <R> what is built
 */
public final class RotatorBuilder<R> {
  private final RotatorSettings settings = new RotatorSettings();
  private final Function<CoroutineBridge, R> rotator;

  RotatorBuilder(Function<CoroutineBridge, R> rotator) {
    this.rotator = rotator;
  }

  /**
   * Adds a proxy to start with, a URL or line as {@link Proxy#parse} reads it.
   *
   * @throws dev.proxyrotator.proxy.ProxyValidationException when it is not a valid proxy
   */
  public RotatorBuilder<R> proxy(String proxy) {
    return proxy(Proxy.parse(proxy));
  }

  /** Adds a proxy to start with. */
  public RotatorBuilder<R> proxy(Proxy proxy) {
    settings.proxy(Objects.requireNonNull(proxy, "proxy"));
    return this;
  }

  /**
   * Adds proxies to start with; see {@link #proxy(String)}.
   *
   * @throws dev.proxyrotator.proxy.ProxyValidationException when one is not a valid proxy
   */
  public RotatorBuilder<R> proxies(String... proxies) {
    for (String proxy : proxies) proxy(proxy);
    return this;
  }

  /** Adds proxies to start with. */
  public RotatorBuilder<R> proxies(Collection<Proxy> proxies) {
    proxies.forEach(this::proxy);
    return this;
  }

  /**
   * The strategy by its name: {@code round-robin}, {@code random}, {@code weighted} or {@code
   * least-used}.
   *
   * @throws IllegalArgumentException for an unknown name; the message lists the known ones
   */
  public RotatorBuilder<R> strategy(String name) {
    settings.strategy(name);
    return this;
  }

  /** How the next proxy is chosen. */
  public RotatorBuilder<R> strategy(RotationStrategy strategy) {
    settings.strategy(strategy);
    return this;
  }

  /** The name of the pool, for logs and statistics. */
  public RotatorBuilder<R> poolName(String name) {
    settings.poolName(name);
    return this;
  }

  /** The largest number of proxies the pool takes, at least 1. */
  public RotatorBuilder<R> maxProxies(int count) {
    settings.maxProxies(count);
    return this;
  }

  /** The limit of connecting to the proxy. */
  public RotatorBuilder<R> connectTimeout(Duration limit) {
    settings.connectTimeout(limit);
    return this;
  }

  /** The limit of the handshake with the proxy that opens a tunnel: CONNECT and its answer. */
  public RotatorBuilder<R> handshakeTimeout(Duration limit) {
    settings.handshakeTimeout(limit);
    return this;
  }

  /** The limit of the TLS handshake with the target. */
  public RotatorBuilder<R> tlsTimeout(Duration limit) {
    settings.tlsTimeout(limit);
    return this;
  }

  /** The limit of the head of a response, from the moment the request is sent. */
  public RotatorBuilder<R> responseHeadTimeout(Duration limit) {
    settings.responseHeadTimeout(limit);
    return this;
  }

  /** The limit of silence between two reads of a body. */
  public RotatorBuilder<R> idleTimeout(Duration limit) {
    settings.idleTimeout(limit);
    return this;
  }

  /**
   * The bytes a second that a body must bring, on average over each {@link #idleTimeout}, unless it
   * is its reader who is slow; 0 for streams that may trickle.
   */
  public RotatorBuilder<R> minimumBodyRate(int bytesPerSecond) {
    settings.minimumBodyRate(bytesPerSecond);
    return this;
  }

  /**
   * The limit of the whole call with all its attempts and waits; for a streamed body, up to its
   * head.
   */
  public RotatorBuilder<R> timeout(Duration limit) {
    settings.timeout(limit);
    return this;
  }

  /**
   * Attempts of one request in all, the first included; <i>n</i> retries are <i>n</i> + 1 attempts.
   * At least 1.
   */
  public RotatorBuilder<R> maxAttempts(int count) {
    settings.maxAttempts(count);
    return this;
  }

  /** Attempts after the first; another way to set {@link #maxAttempts}. Not negative. */
  public RotatorBuilder<R> maxRetries(int count) {
    settings.maxRetries(count);
    return this;
  }

  /**
   * The wait before retry <i>n</i> after a failure that may be the origin's: by chance from 0 to
   * {@code base} × 2<sup> <i>n</i> − 1</sup>, at most {@code cap}.
   *
   * @throws IllegalArgumentException when {@code base} is negative or {@code cap} less than {@code
   *     base}
   */
  public RotatorBuilder<R> backoff(Duration base, Duration cap) {
    settings.backoff(base, cap);
    return this;
  }

  /**
   * The wait before a retry after a failure that is the proxy's alone: by chance from 0 to {@code
   * bound}.
   */
  public RotatorBuilder<R> failoverDelay(Duration bound) {
    settings.failoverDelay(bound);
    return this;
  }

  /** The statuses that are tried again elsewhere, instead of the default ones; none when empty. */
  public RotatorBuilder<R> retryStatuses(int... statuses) {
    settings.retryStatuses(IntStream.of(statuses).boxed().collect(Collectors.toUnmodifiableSet()));
    return this;
  }

  /**
   * The longest {@code Retry-After} that is waited for; with a longer one the response is given
   * back.
   */
  public RotatorBuilder<R> maxRetryAfter(Duration limit) {
    settings.maxRetryAfter(limit);
    return this;
  }

  /**
   * Attempts in flight through one proxy, at least 1. A busy proxy is passed over while another one
   * is free.
   */
  public RotatorBuilder<R> maxConnectionsPerProxy(int count) {
    settings.maxConnectionsPerProxy(count);
    return this;
  }

  /** Attempts in flight in all, at least 1. */
  public RotatorBuilder<R> maxConnections(int count) {
    settings.maxConnections(count);
    return this;
  }

  /** Requests that may wait for a place; one more fails at once. */
  public RotatorBuilder<R> maxWaiting(int count) {
    settings.maxWaiting(count);
    return this;
  }

  /** The longest wait for a place; zero means not to wait. */
  public RotatorBuilder<R> leaseTimeout(Duration limit) {
    settings.leaseTimeout(limit);
    return this;
  }

  /** The largest body in bytes that is held in memory; a streamed one is not held. */
  public RotatorBuilder<R> maxBodyInMemory(long bytes) {
    settings.maxBodyInMemory(bytes);
    return this;
  }

  /** {@code false} keeps every proxy in rotation whatever happens. */
  public RotatorBuilder<R> healthEnabled(boolean enabled) {
    settings.healthEnabled(enabled);
    return this;
  }

  /** Failures in a row after which a proxy cools down, at least 1. */
  public RotatorBuilder<R> failureThreshold(int failures) {
    settings.failureThreshold(failures);
    return this;
  }

  /**
   * The first cool-down, jittered between half of it and all of it; the <i>n</i>-th in a row is
   * <i>n</i> times as long.
   */
  public RotatorBuilder<R> coolDown(Duration first) {
    settings.coolDown(first);
    return this;
  }

  /** The longest cool-down. */
  public RotatorBuilder<R> maxCoolDown(Duration longest) {
    settings.maxCoolDown(longest);
    return this;
  }

  /**
   * Every such span of health after a recovery makes the next cool-down one step shorter. Default
   * 10 s.
   */
  public RotatorBuilder<R> forgetAfter(Duration span) {
    settings.forgetAfter(span);
    return this;
  }

  /**
   * Whether certificates and host names of https targets are verified. With {@code false} everybody
   * on the way can read and change what is sent: for tests only.
   */
  public RotatorBuilder<R> verifyTls(boolean verify) {
    settings.verifyTls(verify);
    return this;
  }

  /**
   * Everything else about TLS to https targets: trusted certificates, a certificate of the client,
   * pins, the lowest version; see {@link TlsBuilder}. From files: {@link
   * dev.proxyrotator.TlsFiles}. What {@code configure} throws is thrown by {@link #build()}.
   */
  public RotatorBuilder<R> tls(Consumer<TlsBuilder> configure) {
    settings.tls(Objects.requireNonNull(configure, "configure"));
    return this;
  }

  /** What sends the attempts; {@link Transports} has those of the library. */
  public RotatorBuilder<R> transport(ProxyTransportFactory factory) {
    settings.transport(factory);
    return this;
  }

  /**
   * Adds a header field to every request that does not set one of that name itself.
   *
   * @throws IllegalArgumentException when it is no valid field, or one that the client writes
   *     itself
   */
  public RotatorBuilder<R> defaultHeader(String name, String value) {
    settings.defaultHeader(name, value);
    return this;
  }

  /**
   * Where requests are worked on, futures complete and publishers signal. It must not run tasks in
   * the calling thread, stays yours to shut down, and must live longer than the rotator. By default
   * a pool of as many daemon threads as there are processors, shared with all coroutines of the
   * process.
   */
  public RotatorBuilder<R> executor(Executor executor) {
    settings.executor(executor);
    return this;
  }

  /**
   * A new rotator with what was set.
   *
   * @throws dev.proxyrotator.proxy.ProxyValidationException when the transport cannot carry one of
   *     the proxies safely
   * @throws IllegalArgumentException when a value is out of range
   */
  public R build() {
    return rotator.apply(settings.build());
  }
}
