package dev.proxyrotator.java;

import dev.proxyrotator.ProxyRotatorConfig;
import java.time.Duration;
import java.util.Set;

/**
 * What a rotator was configured with; {@link RotatorBuilder} says what the values mean. Immutable.
 */
public final class RotatorConfig {
  private final ProxyRotatorConfig config;

  RotatorConfig(ProxyRotatorConfig config) {
    this.config = config;
  }

  /** See {@link RotatorBuilder#poolName}. */
  public String poolName() {
    return config.getPoolName();
  }

  /** See {@link RotatorBuilder#maxProxies}. */
  public int maxProxies() {
    return config.getMaxProxies();
  }

  /** See {@link RotatorBuilder#timeout}. */
  public Duration timeout() {
    return KotlinDurations.call(config);
  }

  /** See {@link RotatorBuilder#connectTimeout}. */
  public Duration connectTimeout() {
    return KotlinDurations.connect(config);
  }

  /** See {@link RotatorBuilder#handshakeTimeout}. */
  public Duration handshakeTimeout() {
    return KotlinDurations.handshake(config);
  }

  /** See {@link RotatorBuilder#tlsTimeout}. */
  public Duration tlsTimeout() {
    return KotlinDurations.tls(config);
  }

  /** See {@link RotatorBuilder#responseHeadTimeout}. */
  public Duration responseHeadTimeout() {
    return KotlinDurations.responseHead(config);
  }

  /** See {@link RotatorBuilder#idleTimeout}. */
  public Duration idleTimeout() {
    return KotlinDurations.idle(config);
  }

  /** See {@link RotatorBuilder#minimumBodyRate}. */
  public int minimumBodyRate() {
    return config.getTimeouts().getMinimumBodyRate();
  }

  /** See {@link RotatorBuilder#maxAttempts}. */
  public int maxAttempts() {
    return config.getRetry().getMaxAttempts();
  }

  /** One less than {@link #maxAttempts()}. */
  public int maxRetries() {
    return maxAttempts() - 1;
  }

  /** See {@link RotatorBuilder#backoff}. */
  public Duration backoffBase() {
    return KotlinDurations.backoffBase(config);
  }

  /** See {@link RotatorBuilder#backoff}. */
  public Duration backoffCap() {
    return KotlinDurations.backoffCap(config);
  }

  /** See {@link RotatorBuilder#failoverDelay}. */
  public Duration failoverDelay() {
    return KotlinDurations.failoverDelay(config);
  }

  /** See {@link RotatorBuilder#retryStatuses}. */
  public Set<Integer> retryStatuses() {
    return Set.copyOf(config.getRetry().getRetryStatuses());
  }

  /** See {@link RotatorBuilder#maxRetryAfter}. */
  public Duration maxRetryAfter() {
    return KotlinDurations.maxRetryAfter(config);
  }

  /** See {@link RotatorBuilder#maxConnectionsPerProxy}. */
  public int maxConnectionsPerProxy() {
    return config.getLimits().getMaxConnectionsPerProxy();
  }

  /** See {@link RotatorBuilder#maxConnections}. */
  public int maxConnections() {
    return config.getLimits().getMaxConnections();
  }

  /** See {@link RotatorBuilder#maxWaiting}. */
  public int maxWaiting() {
    return config.getLimits().getMaxWaiting();
  }

  /** See {@link RotatorBuilder#leaseTimeout}. */
  public Duration leaseTimeout() {
    return KotlinDurations.lease(config);
  }

  /** See {@link RotatorBuilder#maxBodyInMemory}. */
  public long maxBodyInMemory() {
    return config.getLimits().getMaxBodyInMemory();
  }

  /** See {@link RotatorBuilder#healthEnabled}. */
  public boolean healthEnabled() {
    return config.getHealth().getEnabled();
  }

  /** See {@link RotatorBuilder#failureThreshold}. */
  public int failureThreshold() {
    return config.getHealth().getFailureThreshold();
  }

  /** See {@link RotatorBuilder#coolDown}. */
  public Duration coolDown() {
    return KotlinDurations.coolDown(config);
  }

  /** See {@link RotatorBuilder#maxCoolDown}. */
  public Duration maxCoolDown() {
    return KotlinDurations.maxCoolDown(config);
  }

  /** See {@link RotatorBuilder#forgetAfter}. */
  public Duration forgetAfter() {
    return KotlinDurations.forgetAfter(config);
  }

  /** See {@link RotatorBuilder#verifyTls}. */
  public boolean verifyTls() {
    return config.getTls().getVerify();
  }

  /** The configuration in one line. */
  @Override
  public String toString() {
    return config.toString();
  }
}
