package dev.proxyrotator.java;

import dev.proxyrotator.anonymity.AnonymityReport;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What {@link ProxyRotatorBlocking} tells and changes of its pool, its sessions and its rotation.
 */
abstract class PoolBlocking {
  final ProxyRotatorFutures futures;

  PoolBlocking(ProxyRotatorFutures futures) {
    this.futures = futures;
  }

  /**
   * Adds a proxy, a URL or line as {@link Proxy#parse} reads it. One that is there already keeps
   * its numbers and takes over weight, tags, country and cost.
   *
   * @throws dev.proxyrotator.proxy.ProxyValidationException when it is not a valid proxy
   * @throws IllegalStateException when the pool is full
   */
  public ProxyId addProxy(String proxy) {
    return Waiting.briefly(futures.addProxy(proxy));
  }

  /** Adds a proxy; see {@link #addProxy(String)}. */
  public ProxyId addProxy(Proxy proxy) {
    return Waiting.briefly(futures.addProxy(proxy));
  }

  /**
   * Removes a proxy and lets its requests finish; see {@link #removeProxy(ProxyId, RemoveMode)}.
   */
  public void removeProxy(ProxyId id) {
    Waiting.briefly(futures.removeProxy(id));
  }

  /**
   * Removes a proxy; {@code mode} says what becomes of requests going through it.
   *
   * @throws java.util.NoSuchElementException when it is not in the pool
   */
  public void removeProxy(ProxyId id, RemoveMode mode) {
    Waiting.briefly(futures.removeProxy(id, mode));
  }

  /** Removes the proxy written like this, credentials included, and lets its requests finish. */
  public void removeProxy(String proxy) {
    Waiting.briefly(futures.removeProxy(proxy));
  }

  /**
   * Removes the proxy written like this, credentials included; see {@link #removeProxy(ProxyId,
   * RemoveMode)}.
   */
  public void removeProxy(String proxy, RemoveMode mode) {
    Waiting.briefly(futures.removeProxy(proxy, mode));
  }

  /** The pool in numbers. */
  public PoolStats getPoolStats() {
    return futures.getPoolStats();
  }

  /**
   * Removes every proxy that is cooling down, being probed, in quarantine, banned altogether, or
   * refused its credentials; returns how many.
   */
  public int clearUnhealthyProxies() {
    return Waiting.briefly(futures.clearUnhealthyProxies());
  }

  /**
   * Puts a proxy back in rotation as if nothing had ever spoken against it: ends cool-down, bans
   * and quarantine, and forgets that its credentials were refused.
   *
   * @throws java.util.NoSuchElementException when it is not in the pool
   */
  public void reinstate(ProxyId id) {
    futures.reinstate(id);
  }

  /** The proxies this rotator chooses from. */
  public ProxyPoolView pool() {
    return futures.pool();
  }

  /** The sessions: keys tied to one proxy, with cookies and headers of their own. */
  public Sessions sessions() {
    return futures.sessions();
  }

  /** What this rotator was configured with. */
  public RotatorConfig config() {
    return futures.config();
  }

  /** How the next proxy is chosen. */
  public RotationStrategy strategy() {
    return futures.strategy();
  }

  /** Sets the strategy by its name, from the next request on. */
  public void setStrategy(String name) {
    futures.setStrategy(name);
  }

  /** Sets the strategy, from the next request on. */
  public void setStrategy(RotationStrategy strategy) {
    futures.setStrategy(strategy);
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
    return futures.proxySource(url, configure);
  }

  /** Brings the pool to what a list says; see {@link #refresh(ProxySource, RefreshPolicy)}. */
  public RefreshResult refresh(ProxySource source) throws InterruptedException {
    return refresh(source, new RefreshPolicy());
  }

  /**
   * Loads the list of {@code source}, which {@link ProxySources} makes, and brings the pool to what
   * it says; see {@link ProxyRotatorFutures#refresh(ProxySource, RefreshPolicy)}. When that cannot
   * be done the result has the error.
   *
   * @throws InterruptedException when this thread was interrupted
   * @throws IllegalStateException after the rotator was closed
   */
  public RefreshResult refresh(ProxySource source, RefreshPolicy policy)
      throws InterruptedException {
    return Waiting.onUnchecked(futures.refresh(source, policy));
  }

  /**
   * Does a {@link #refresh(ProxySource, RefreshPolicy)} now and then one after every {@code
   * interval}, without waiting for any, until the future is cancelled or the rotator is closed; see
   * {@link ProxyRotatorFutures#refreshEvery}.
   *
   * @throws IllegalArgumentException when {@code interval} is not positive
   */
  public CompletableFuture<Void> refreshEvery(
      ProxySource source,
      Duration interval,
      RefreshPolicy policy,
      Consumer<RefreshResult> onResult) {
    return futures.refreshEvery(source, interval, policy, onResult);
  }

  /** Finds out how anonymous the proxies are; see {@link #checkAnonymity(String, Consumer)}. */
  public List<AnonymityReport> checkAnonymity(String echoUrl) throws InterruptedException {
    return checkAnonymity(echoUrl, check -> {});
  }

  /**
   * Finds out how anonymous the proxies of the pool are; see {@link
   * ProxyRotatorFutures#checkAnonymity}.
   *
   * @throws InterruptedException when this thread was interrupted; the check is then cancelled
   * @throws IllegalArgumentException when {@code echoUrl} is no http URL, or an option is out of
   *     range
   * @throws IllegalStateException after the rotator was closed
   */
  public List<AnonymityReport> checkAnonymity(String echoUrl, Consumer<AnonymityCheck> configure)
      throws InterruptedException {
    return Waiting.onUnchecked(futures.checkAnonymity(echoUrl, configure));
  }

  /** The cookies of the requests outside of sessions; see {@link RotatorBuilder#cookies}. */
  public Cookies cookies() {
    return futures.cookies();
  }

  /** Adds a listener, which hears what happens from now on; see {@link RotatorBuilder#listener}. */
  public void addListener(RotationListener listener) {
    futures.addListener(listener);
  }

  /** Removes a listener; nothing if it is not there. An event under way may still reach it. */
  public void removeListener(RotationListener listener) {
    futures.removeListener(listener);
  }
}
