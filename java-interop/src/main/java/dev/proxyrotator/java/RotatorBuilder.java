package dev.proxyrotator.java;

import dev.proxyrotator.TlsBuilder;
import dev.proxyrotator.engine.ProxyTransportFactory;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.selection.RotationStrategy;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Configures a rotator. Every value has a default:
 *
 * <ul>
 *   <li>no proxies, {@code round-robin}, a pool called {@code "default"} of at most 1,000,000
 *       proxies;
 *   <li>time limits: connect 5 s, handshake with the proxy 10 s, TLS 10 s, response head 30 s, idle
 *       30 s, the whole call 60 s, at least 1,024 bytes of a body a second; {@code
 *       ChronoUnit.FOREVER.getDuration()} switches one off;
 *   <li>4 attempts that may have reached the target and 5 failovers, backoff from 100 ms to 10 s,
 *       failover after at most 25 ms, retried statuses 408, 425, 429, 502, 503 and 504, {@code
 *       Retry-After} up to 60 s, retries of all requests together 20 % of the calls and 10 a
 *       second;
 *   <li>50 connections per proxy and 512 in all, no limit per target host and no rates, 100,000
 *       waiting requests for at most 10 s each, bodies up to 64 MiB;
 *   <li>a proxy cools down after 5 failures in a row, or when half of at least 10 outcomes within
 *       60 s are failures, for 30 s at first and 300 s at most;
 *   <li>a 429 keeps the proxy away from that host for 60 s; nothing else is required of a response;
 *   <li>sessions that last until they are retired, with cookies, at most 100,000; no cookies
 *       outside of them;
 *   <li>up to 10 redirects are followed, compressed responses decoded, all targets allowed, error
 *       statuses returned like others, messages from INFO on logged.
 * </ul>
 *
 * <p>Values are checked by {@link #build()}, proxies and names at once. {@code build()} copies: a
 * builder can be used again. Not thread-safe.
 *
 * @param <R> what is built
 */
public final class RotatorBuilder<R> extends ClientSetters<RotatorBuilder<R>> {
  private final Function<CoroutineBridge, R> rotator;

  RotatorBuilder(Function<CoroutineBridge, R> rotator) {
    this.rotator = rotator;
  }

  @Override
  RotatorBuilder<R> self() {
    return this;
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
   * The strategy by its name: {@code round-robin}, {@code random}, {@code weighted}, {@code
   * least-used}, {@code least-in-flight}, {@code latency-aware}, {@code sticky} or {@code
   * cost-aware}.
   *
   * @throws IllegalArgumentException for an unknown name; the message lists the known ones
   */
  public RotatorBuilder<R> strategy(String name) {
    settings.strategy(name);
    return this;
  }

  /** How the next proxy is chosen; {@link Strategies} has those that need a duration. */
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

  /**
   * TLS to {@code https} proxies, which shares nothing with {@link #tls}: who is trusted as a proxy
   * is not trusted as a target. What {@code configure} throws is thrown by {@link #build()}.
   */
  public RotatorBuilder<R> proxyTls(Consumer<TlsBuilder> configure) {
    settings.proxyTls(Objects.requireNonNull(configure, "configure"));
    return this;
  }

  /** What sends the attempts; {@link Transports} has those of the library. */
  public RotatorBuilder<R> transport(ProxyTransportFactory factory) {
    settings.transport(factory);
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
   * @throws java.io.UncheckedIOException when the file of {@link #fromJsonFile} cannot be read
   */
  public R build() {
    return rotator.apply(settings.build());
  }
}
