package dev.proxyrotator.java;

import dev.proxyrotator.pool.ProxyPool;
import dev.proxyrotator.pool.ProxyStats;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.proxy.ProxyId;
import java.util.List;
import java.util.Optional;

/**
 * The proxies a rotator chooses from, as they are at the moment of each call. Safe to use from any
 * thread; to change the pool use the rotator.
 */
public final class ProxyPoolView {
  private final ProxyPool pool;

  ProxyPoolView(ProxyPool pool) {
    this.pool = pool;
  }

  /** The name for logs and statistics. Default {@code "default"}. */
  public String name() {
    return pool.getName();
  }

  /** The largest number of proxies the pool takes. */
  public int maxProxies() {
    return pool.getMaxProxies();
  }

  /** The number of proxies. */
  public int size() {
    return pool.getSize();
  }

  /** A copy of the proxies, in the order in which they were added. */
  public List<Proxy> proxies() {
    return List.copyOf(pool.getProxies().getValue());
  }

  /** Whether {@code proxy} is in the pool, its weight aside. */
  public boolean contains(Proxy proxy) {
    return pool.contains(proxy);
  }

  /** The proxy with this {@code id}. */
  public Optional<Proxy> get(ProxyId id) {
    return Optional.ofNullable(pool.get(id));
  }

  /** The numbers of every proxy, in the order of the pool. Costs O(size). */
  public List<ProxyStats> statistics() {
    return pool.statistics();
  }

  /** The numbers of one proxy. */
  public Optional<ProxyStats> statistics(ProxyId id) {
    return Optional.ofNullable(pool.statistics(id));
  }

  /** Name and size. */
  @Override
  public String toString() {
    return "ProxyPoolView(name=" + name() + ", size=" + size() + ")";
  }
}
