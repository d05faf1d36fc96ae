package dev.proxyrotator.java;

import dev.proxyrotator.TlsBuilder;
import dev.proxyrotator.engine.ProxyTransportFactory;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.selection.RotationStrategy;
import dev.proxyrotator.session.OnExitLost;
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
 *   <li>4 attempts that may have reached the target and 5 failovers, backoff from 100 ms to 10 s,
 *       failover after at most 25 ms, retried statuses 408, 425, 429, 502, 503 and 504, {@code
 *       Retry-After} up to 60 s, retries of all requests together 20 % of the calls and 10 a
 *       second;
 *   <li>50 connections per proxy and 512 in all, no limit per target host and no rates, 100,000
 *       waiting requests for at most 10 s each, bodies up to 64 MiB;
 *   <li>a proxy cools down after 5 failures in a row, or when half of at least 10 outcomes within
 *       60 s are failures, for 30 s at first and 300 s at most;
 *   <li>a 429 keeps the proxy away from that host for 60 s; nothing else is required of a response;
 *   <li>sessions that last until they are retired, with cookies, at most 100,000.
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
   * Attempts of one request that may have reached the target, the first included; <i>n</i> retries
   * are <i>n</i> + 1 attempts. At least 1. What failed before that is counted by {@link
   * #maxFailovers} while there is another proxy to turn to.
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
   * Further attempts of one request, through other proxies, after a proxy failed before the request
   * can have reached the target; at most 2 of them after a failed TLS handshake. Not negative.
   */
  public RotatorBuilder<R> maxFailovers(int count) {
    settings.maxFailovers(count);
    return this;
  }

  /**
   * The limit of the retries of all requests together: one more is allowed while there were fewer
   * than {@code ratio} × calls + {@code reservePerSecond} × seconds within the last 10 seconds.
   * What follows a failure before the request can have reached the target takes nothing from it.
   *
   * @throws IllegalArgumentException when a value is negative or not a number
   */
  public RotatorBuilder<R> retryBudget(double ratio, double reservePerSecond) {
    settings.retryBudget(ratio, reservePerSecond);
    return this;
  }

  /** No limit for the retries of all requests together; each keeps to its own. */
  public RotatorBuilder<R> unlimitedRetryBudget() {
    settings.unlimitedRetryBudget();
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

  /** Attempts in flight to one target host, through whatever proxies; at least 1. */
  public RotatorBuilder<R> maxConnectionsPerHost(int count) {
    settings.maxConnectionsPerHost(count);
    return this;
  }

  /** How often one proxy is used; see {@link #ratePerProxy(int, Duration, int)}. */
  public RotatorBuilder<R> ratePerProxy(int permits, Duration per) {
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
  public RotatorBuilder<R> ratePerProxy(int permits, Duration per, int burst) {
    settings.ratePerProxy(permits, per, burst);
    return this;
  }

  /** How often one target host is asked; see {@link #ratePerProxy(int, Duration, int)}. */
  public RotatorBuilder<R> ratePerHost(int permits, Duration per) {
    return ratePerHost(permits, per, permits);
  }

  /**
   * How often one target host is asked, by attempts through whatever proxies; see {@link
   * #ratePerProxy(int, Duration, int)}.
   */
  public RotatorBuilder<R> ratePerHost(int permits, Duration per, int burst) {
    settings.ratePerHost(permits, per, burst);
    return this;
  }

  /** How many attempts start in all; see {@link #ratePerProxy(int, Duration, int)}. */
  public RotatorBuilder<R> rate(int permits, Duration per) {
    return rate(permits, per, permits);
  }

  /** How many attempts start in all; see {@link #ratePerProxy(int, Duration, int)}. */
  public RotatorBuilder<R> rate(int permits, Duration per, int burst) {
    settings.rate(permits, per, burst);
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
   * The share of failures among the outcomes within {@link #failureWindow} from which on a proxy
   * cools down, once there are {@link #minimumOutcomes}. Greater than 0.0; more than 1.0 is never
   * reached.
   */
  public RotatorBuilder<R> failureRate(double share) {
    settings.failureRate(share);
    return this;
  }

  /** How many outcomes it takes for {@link #failureRate} to count, between 1 and 250. */
  public RotatorBuilder<R> minimumOutcomes(int count) {
    settings.minimumOutcomes(count);
    return this;
  }

  /** The time that {@link #failureRate} looks back, at least 1 ms. */
  public RotatorBuilder<R> failureWindow(Duration span) {
    settings.failureWindow(span);
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
   * The time after a recovery over which the share of requests that a proxy gets rises evenly from
   * a tenth of what it would get otherwise to all of it; zero for all at once. Default 30 s.
   */
  public RotatorBuilder<R> slowStart(Duration span) {
    settings.slowStart(span);
    return this;
  }

  /**
   * How long the one request that decides whether a proxy comes back may take until another one is
   * let through as well. Default 60 s.
   */
  public RotatorBuilder<R> probeTimeout(Duration limit) {
    settings.probeTimeout(limit);
    return this;
  }

  /**
   * How many attempts may be under way through a proxy that has not yet brought a response, at
   * least 1. Default 5.
   */
  public RotatorBuilder<R> unprovenLeases(int count) {
    settings.unprovenLeases(count);
    return this;
  }

  /**
   * The time after a proxy's first attempt when {@link #unprovenLeases} no longer holds, success or
   * not. Default 5 s.
   */
  public RotatorBuilder<R> unprovenFor(Duration span) {
    settings.unprovenFor(span);
    return this;
  }

  /**
   * Below this share of healthy proxies those that cool down are used too. Between 0.0 and 1.0;
   * default 0.0, which is never.
   */
  public RotatorBuilder<R> panicThreshold(double share) {
    settings.panicThreshold(share);
    return this;
  }

  /**
   * The share of the pool that may be out for failures at the same time; one proxy always may.
   * Between 0.0 and 1.0; default 1.0.
   */
  public RotatorBuilder<R> maxEjected(double share) {
    settings.maxEjected(share);
    return this;
  }

  /**
   * How long a proxy that failed for a target host is avoided for this host, and how long failures
   * through different proxies are held against the host; zero for not at all. Default 60 s.
   */
  public RotatorBuilder<R> hostMemory(Duration span) {
    settings.hostMemory(span);
    return this;
  }

  /**
   * How many different proxies must fail for one target host, without a success there, for it to be
   * the host's fault: what they were charged is then taken back. Of a smaller pool all of them. At
   * least 2; default 3.
   */
  public RotatorBuilder<R> hostFaults(int proxies) {
    settings.hostFaults(proxies);
    return this;
  }

  /**
   * Which responses send a proxy away, and what every response must be; adds to the default rule.
   * What {@code configure} throws is thrown by {@link #build()}.
   */
  public RotatorBuilder<R> bans(Consumer<BanOptions> configure) {
    settings.bans(Objects.requireNonNull(configure, "configure"));
    return this;
  }

  /**
   * The longest time from a session's first request, or its opening, to its end, used or not. By
   * default it lasts until it is retired.
   */
  public RotatorBuilder<R> sessionTimeToLive(Duration span) {
    settings.sessionTimeToLive(span);
    return this;
  }

  /** The number of requests after which a session ends, at least 1. By default any number. */
  public RotatorBuilder<R> maxSessionUses(int count) {
    settings.maxSessionUses(count);
    return this;
  }

  /**
   * What becomes of a session whose proxy fails, is banned, or leaves the pool. Default {@link
   * OnExitLost#MIGRATE}.
   */
  public RotatorBuilder<R> onExitLost(OnExitLost reaction) {
    settings.onExitLost(reaction);
    return this;
  }

  /**
   * The largest number of sessions that are remembered, ended ones included; the least recently
   * used goes. At least 1.
   */
  public RotatorBuilder<R> maxSessions(int count) {
    settings.maxSessions(count);
    return this;
  }

  /** Whether sessions keep cookies (RFC 6265) and send them back. Default {@code true}. */
  public RotatorBuilder<R> sessionCookies(boolean keep) {
    settings.sessionCookies(keep);
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
