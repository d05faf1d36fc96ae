package dev.proxyrotator.java;

import dev.proxyrotator.ProxyRotatorConfig;
import dev.proxyrotator.ban.BanRule;
import dev.proxyrotator.ban.OnExhausted;
import dev.proxyrotator.engine.Compression;
import dev.proxyrotator.engine.TimeoutRule;
import dev.proxyrotator.engine.TlsSettings;
import dev.proxyrotator.limit.RateLimit;
import dev.proxyrotator.redirect.RedirectPolicy;
import dev.proxyrotator.retry.Backoff;
import dev.proxyrotator.retry.RetryBudget;
import dev.proxyrotator.session.CookiePolicy;
import dev.proxyrotator.session.OnExitLost;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  /** See {@link RotatorBuilder#maxFailovers}. */
  public int maxFailovers() {
    return config.getRetry().getMaxFailovers();
  }

  /** See {@link RotatorBuilder#retryBudget}. */
  public RetryBudget retryBudget() {
    return config.getRetry().getBudget();
  }

  /** See {@link RotatorBuilder#timeoutRules}; in the order in which they are looked through. */
  public List<TimeoutRule> timeoutRules() {
    return List.copyOf(config.getTimeouts().getRules());
  }

  /** See {@link RotatorBuilder#backoff(Duration, Duration, double, boolean)}. */
  public Backoff backoff() {
    return config.getRetry().getBackoff();
  }

  /** See {@link RotatorBuilder#statusBackoff}. */
  public Backoff statusBackoff() {
    return config.getRetry().getStatusBackoff();
  }

  /** See {@link RotatorBuilder#backoff(Duration, Duration)}. */
  public Duration backoffBase() {
    return KotlinDurations.backoffBase(config);
  }

  /** See {@link RotatorBuilder#backoff(Duration, Duration)}. */
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

  /** See {@link RotatorBuilder#maxConnectionsPerHost}; empty for no limit. */
  public OptionalInt maxConnectionsPerHost() {
    return optional(config.getLimits().getMaxConnectionsPerHost());
  }

  /** See {@link RotatorBuilder#ratePerProxy(int, Duration, int)}; empty for no limit. */
  public Optional<RateLimit> ratePerProxy() {
    return Optional.ofNullable(config.getLimits().getRatePerProxy());
  }

  /** See {@link RotatorBuilder#ratePerHost(int, Duration, int)}; empty for no limit. */
  public Optional<RateLimit> ratePerHost() {
    return Optional.ofNullable(config.getLimits().getRatePerHost());
  }

  /** See {@link RotatorBuilder#rate(int, Duration, int)}; empty for no limit. */
  public Optional<RateLimit> rate() {
    return Optional.ofNullable(config.getLimits().getRate());
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

  /** See {@link RotatorBuilder#failureRate}. */
  public double failureRate() {
    return config.getHealth().getFailureRate();
  }

  /** See {@link RotatorBuilder#minimumOutcomes}. */
  public int minimumOutcomes() {
    return config.getHealth().getMinimumOutcomes();
  }

  /** See {@link RotatorBuilder#failureWindow}. */
  public Duration failureWindow() {
    return KotlinDurations.failureWindow(config);
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

  /** See {@link RotatorBuilder#slowStart}. */
  public Duration slowStart() {
    return KotlinDurations.slowStart(config);
  }

  /** See {@link RotatorBuilder#probeTimeout}. */
  public Duration probeTimeout() {
    return KotlinDurations.probeTimeout(config);
  }

  /** See {@link RotatorBuilder#unprovenLeases}. */
  public int unprovenLeases() {
    return config.getHealth().getUnprovenLeases();
  }

  /** See {@link RotatorBuilder#unprovenFor}. */
  public Duration unprovenFor() {
    return KotlinDurations.unprovenFor(config);
  }

  /** See {@link RotatorBuilder#panicThreshold}. */
  public double panicThreshold() {
    return config.getHealth().getPanicThreshold();
  }

  /** See {@link RotatorBuilder#maxEjected}. */
  public double maxEjected() {
    return config.getHealth().getMaxEjected();
  }

  /** See {@link RotatorBuilder#hostMemory}. */
  public Duration hostMemory() {
    return KotlinDurations.hostMemory(config);
  }

  /** See {@link RotatorBuilder#hostFaults}. */
  public int hostFaults() {
    return config.getHealth().getHostFaults();
  }

  /** The rules of {@link RotatorBuilder#bans}; of several that apply the last one counts. */
  public List<BanRule> banRules() {
    return List.copyOf(config.getBans().getRules());
  }

  /** The names of what {@link RotatorBuilder#bans} requires of every response. */
  public List<String> validatorNames() {
    return List.copyOf(config.getBans().getValidatorNames());
  }

  /** See {@link BanOptions#onExhausted}. */
  public OnExhausted onExhausted() {
    return config.getBans().getOnExhausted();
  }

  /** See {@link RotatorBuilder#sessionTimeToLive}. */
  public Duration sessionTimeToLive() {
    return KotlinDurations.sessionTimeToLive(config);
  }

  /** See {@link RotatorBuilder#maxSessionUses}; empty for any number. */
  public OptionalInt maxSessionUses() {
    return optional(config.getSessions().getMaxUses());
  }

  /** See {@link RotatorBuilder#onExitLost}. */
  public OnExitLost onExitLost() {
    return config.getSessions().getOnExitLost();
  }

  /** See {@link RotatorBuilder#maxSessions}. */
  public int maxSessions() {
    return config.getSessions().getMaxSessions();
  }

  /** See {@link RotatorBuilder#sessionCookies}. */
  public boolean sessionCookies() {
    return config.getSessions().getCookies();
  }

  /** See {@link RotatorBuilder#verifyTls}. */
  public boolean verifyTls() {
    return config.getTls().getVerify();
  }

  /** See {@link RotatorBuilder#tls}. */
  public TlsSettings tls() {
    return config.getTls();
  }

  /** See {@link RotatorBuilder#proxyTls}. */
  public TlsSettings proxyTls() {
    return config.getProxyTls();
  }

  /** See {@link RotatorBuilder#baseUrl}; empty for none. */
  public Optional<String> baseUrl() {
    return Optional.ofNullable(config.getDefaults().getBaseUrl()).map(Object::toString);
  }

  /** The names of the default header fields, {@code User-Agent} included. */
  public List<String> defaultHeaderNames() {
    return List.copyOf(config.getDefaults().getHeaderNames());
  }

  /** Whether there is {@link RotatorBuilder#basicAuth} or {@link RotatorBuilder#bearer}. */
  public boolean hasAuthorization() {
    return config.getDefaults().getHasAuthorization();
  }

  /** See {@link RotatorBuilder#expectSuccess}. */
  public boolean expectSuccess() {
    return config.getDefaults().getExpectSuccess();
  }

  /** See {@link RotatorBuilder#http2}. */
  public boolean http2() {
    return config.getHttp2();
  }

  /** See {@link RotatorBuilder#cookies}. */
  public CookiePolicy cookies() {
    return config.getCookies();
  }

  /** See {@link RotatorBuilder#redirects}. */
  public RedirectPolicy redirects() {
    return config.getRedirects();
  }

  /**
   * Whether {@link RotatorBuilder#targetGuard} or {@link RotatorBuilder#publicTargetsOnly} lets
   * {@code target} be asked.
   */
  public boolean allowsTarget(URI target) {
    return TargetGuards.allows(config.getTargetGuard(), target);
  }

  /** See {@link RotatorBuilder#compression}. */
  public Compression compression() {
    return config.getCompression();
  }

  /** See {@link FetchOptions#maxConcurrent}. */
  public int fetchMaxConcurrent() {
    return config.getFetch().getMaxConcurrent();
  }

  /** See {@link FetchOptions#chunkSize}; empty for all at once. */
  public OptionalInt fetchChunkSize() {
    return optional(config.getFetch().getChunkSize());
  }

  /** See {@link FetchOptions#timeout}. */
  public Duration fetchTimeout() {
    return KotlinDurations.fetchTimeout(config);
  }

  /** See {@link FetchOptions#maxRetries}. */
  public int fetchMaxRetries() {
    return config.getFetch().getMaxRetries();
  }

  /** The configuration in one line. */
  @Override
  public String toString() {
    return config.toString();
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
