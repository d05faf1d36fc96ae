package dev.proxyrotator.java;

import dev.proxyrotator.anonymity.AnonymityReport;
import dev.proxyrotator.anonymity.EchoedRequest;
import dev.proxyrotator.event.RotationListener;
import dev.proxyrotator.pool.PoolStats;
import dev.proxyrotator.pool.RemoveMode;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.proxy.ProxyId;
import dev.proxyrotator.selection.RotationStrategy;
import dev.proxyrotator.session.Cookies;
import dev.proxyrotator.session.Sessions;
import dev.proxyrotator.source.ProxySource;
import dev.proxyrotator.source.RefreshPolicy;
import dev.proxyrotator.source.RefreshResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What {@link ProxyRotatorFutures} tells and changes of its pool, its sessions and its rotation.
 */
abstract class PoolFutures {
  final CoroutineBridge bridge;
  private final SourceBridge sources;

  PoolFutures(CoroutineBridge bridge) {
    this.bridge = bridge;
    sources = new SourceBridge(bridge);
  }

  /**
   * Adds a proxy, a URL or line as {@link Proxy#parse} reads it; one that is there already keeps
   * its numbers and takes over weight, tags, country and cost. Fails as {@link
   * ProxyRotatorBlocking#addProxy(String)} does.
   */
  public CompletableFuture<ProxyId> addProxy(String proxy) {
    return bridge.addProxy(Objects.requireNonNull(proxy, "proxy"));
  }

  /** Adds a proxy; see {@link #addProxy(String)}. */
  public CompletableFuture<ProxyId> addProxy(Proxy proxy) {
    return bridge.addProxy(Objects.requireNonNull(proxy, "proxy"));
  }

  /**
   * Removes a proxy and lets its requests finish; see {@link #removeProxy(ProxyId, RemoveMode)}.
   */
  public CompletableFuture<Void> removeProxy(ProxyId id) {
    return removeProxy(id, RemoveMode.DRAIN);
  }

  /**
   * Removes a proxy; {@code mode} says what becomes of requests going through it. The future fails
   * with a {@link java.util.NoSuchElementException} when the proxy is not in the pool.
   */
  public CompletableFuture<Void> removeProxy(ProxyId id, RemoveMode mode) {
    return bridge.removeProxy(
        Objects.requireNonNull(id, "id"), Objects.requireNonNull(mode, "mode"));
  }

  /** Removes the proxy written like this, credentials included, and lets its requests finish. */
  public CompletableFuture<Void> removeProxy(String proxy) {
    return removeProxy(proxy, RemoveMode.DRAIN);
  }

  /**
   * Removes the proxy written like this, credentials included; see {@link #removeProxy(ProxyId,
   * RemoveMode)}.
   */
  public CompletableFuture<Void> removeProxy(String proxy, RemoveMode mode) {
    return bridge.removeProxy(
        Objects.requireNonNull(proxy, "proxy"), Objects.requireNonNull(mode, "mode"));
  }

  /** The pool in numbers. */
  public PoolStats getPoolStats() {
    return bridge.getRotator().getPoolStats();
  }

  /**
   * Removes every proxy that is cooling down, being probed, in quarantine, banned altogether, or
   * refused its credentials; says how many.
   */
  public CompletableFuture<Integer> clearUnhealthyProxies() {
    return bridge.clearUnhealthyProxies();
  }

  /**
   * Puts a proxy back in rotation as if nothing had ever spoken against it: ends cool-down, bans
   * and quarantine, and forgets that its credentials were refused.
   *
   * @throws java.util.NoSuchElementException when it is not in the pool
   */
  public void reinstate(ProxyId id) {
    bridge.getRotator().getPool().reinstate(Objects.requireNonNull(id, "id"));
  }

  /** The proxies this rotator chooses from. */
  public ProxyPoolView pool() {
    return new ProxyPoolView(bridge.getRotator().getPool());
  }

  /** The sessions: keys tied to one proxy, with cookies and headers of their own. */
  public Sessions sessions() {
    return bridge.getRotator().getSessions();
  }

  /** What this rotator was configured with. */
  public RotatorConfig config() {
    return new RotatorConfig(bridge.getRotator().getConfig());
  }

  /** How the next proxy is chosen. */
  public RotationStrategy strategy() {
    return bridge.getRotator().getStrategy();
  }

  /**
   * Sets the strategy by its name, from the next request on; see {@link
   * RotatorBuilder#strategy(String)}.
   */
  public void setStrategy(String name) {
    bridge.getRotator().setStrategy(name);
  }

  /** Sets the strategy, from the next request on. */
  public void setStrategy(RotationStrategy strategy) {
    bridge.getRotator().setStrategy(strategy);
  }

  /**
   * The list of proxies at an http or https {@code url}, fetched through this rotator, so through a
   * proxy that its pool has already.
   *
   * @throws IllegalArgumentException when it is not an http or https URL to a public host
   */
  public ProxySource proxySource(String url) {
    return proxySource(url, options -> {});
  }

  /**
   * The same, fetched and read as {@code configure} says.
   *
   * @throws IllegalArgumentException when {@code url} is not an http or https URL to a public host,
   *     or an option is out of range
   */
  public ProxySource proxySource(String url, Consumer<RemoteListOptions> configure) {
    return sources.proxySource(url, configure);
  }

  /** Brings the pool to what a list says; see {@link #refresh(ProxySource, RefreshPolicy)}. */
  public CompletableFuture<RefreshResult> refresh(ProxySource source) {
    return refresh(source, new RefreshPolicy());
  }

  /**
   * Loads the list of {@code source}, which {@link ProxySources} makes, and brings the pool to what
   * it says: adds the proxies it names, and removes those that it named before and names no longer,
   * once requests under way through them are finished. A list that cannot be had, names no proxy,
   * or would replace more than {@code policy} allows changes nothing: the result then has the
   * error.
   */
  public CompletableFuture<RefreshResult> refresh(ProxySource source, RefreshPolicy policy) {
    return sources.refresh(source, policy);
  }

  /**
   * Does a {@link #refresh(ProxySource, RefreshPolicy)} now and then one after every {@code
   * interval}, which varies by 20 % either way, until the future is cancelled or the rotator is
   * closed. {@code onResult} is told of every refresh, on the rotator's threads.
   *
   * @throws IllegalArgumentException when {@code interval} is not positive
   */
  public CompletableFuture<Void> refreshEvery(
      ProxySource source,
      Duration interval,
      RefreshPolicy policy,
      Consumer<RefreshResult> onResult) {
    return sources.refreshEvery(source, interval, policy, onResult);
  }

  /** Finds out how anonymous the proxies are; see {@link #checkAnonymity(String, Consumer)}. */
  public CompletableFuture<List<AnonymityReport>> checkAnonymity(String echoUrl) {
    return checkAnonymity(echoUrl, check -> {});
  }

  /**
   * Finds out how anonymous the proxies of the pool are: asks {@code echoUrl} through each of them,
   * a rotating gateway twice over connections of their own, and judges by what was seen there. The
   * answer must tell the address the connection came from and all header fields, the {@code
   * X-Echo-Check} of the request among them, see {@link EchoedRequest#parse}; whoever runs it
   * learns of all these proxies, so it is best one of your own. It is asked in the clear, by {@code
   * http}, since into an encrypted request no proxy can write.
   *
   * <p>Each level found is kept as {@link Proxy#getAnonymity} in the pool, where a request can ask
   * for it with {@link Request.Builder#anonymity}. A proxy that leaves by the same address as one
   * before it in the pool is at most {@code ANONYMOUS}, as is a gateway that leaves twice by one.
   *
   * @return a report for each proxy, in the order of the pool; one that fails never disturbs
   *     another
   */
  public CompletableFuture<List<AnonymityReport>> checkAnonymity(
      String echoUrl, Consumer<AnonymityCheck> configure) {
    return AnonymityBridge.check(bridge, echoUrl, configure);
  }

  /** The cookies of the requests outside of sessions; see {@link RotatorBuilder#cookies}. */
  public Cookies cookies() {
    return bridge.getRotator().getCookies();
  }

  /** Adds a listener, which hears what happens from now on; see {@link RotatorBuilder#listener}. */
  public void addListener(RotationListener listener) {
    bridge.getRotator().addListener(listener);
  }

  /** Removes a listener; nothing if it is not there. An event under way may still reach it. */
  public void removeListener(RotationListener listener) {
    bridge.getRotator().removeListener(listener);
  }
}
