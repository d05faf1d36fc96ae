package dev.proxyrotator.java;

import dev.proxyrotator.session.OnExitLost;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a {@link RotatorBuilder} sets about the proxies as they are used: health, bans and sessions.
 *
 * @param <B> the builder
 */
abstract class HealthSetters<B> extends CallSetters<B> {
  /** {@code false} keeps every proxy in rotation whatever happens. */
  public B healthEnabled(boolean enabled) {
    settings.healthEnabled(enabled);
    return self();
  }

  /** Failures in a row after which a proxy cools down, at least 1. */
  public B failureThreshold(int failures) {
    settings.failureThreshold(failures);
    return self();
  }

  /**
   * The share of failures among the outcomes within {@link #failureWindow} from which on a proxy
   * cools down, once there are {@link #minimumOutcomes}. Greater than 0.0; more than 1.0 is never
   * reached.
   */
  public B failureRate(double share) {
    settings.failureRate(share);
    return self();
  }

  /** How many outcomes it takes for {@link #failureRate} to count, between 1 and 250. */
  public B minimumOutcomes(int count) {
    settings.minimumOutcomes(count);
    return self();
  }

  /** The time that {@link #failureRate} looks back, at least 1 ms. */
  public B failureWindow(Duration span) {
    settings.failureWindow(span);
    return self();
  }

  /**
   * The first cool-down, jittered between half of it and all of it; the <i>n</i>-th in a row is
   * <i>n</i> times as long.
   */
  public B coolDown(Duration first) {
    settings.coolDown(first);
    return self();
  }

  /** The longest cool-down. */
  public B maxCoolDown(Duration longest) {
    settings.maxCoolDown(longest);
    return self();
  }

  /**
   * Every such span of health after a recovery makes the next cool-down one step shorter. Default
   * 10 s.
   */
  public B forgetAfter(Duration span) {
    settings.forgetAfter(span);
    return self();
  }

  /**
   * The time after a recovery over which the share of requests that a proxy gets rises evenly from
   * a tenth of what it would get otherwise to all of it; zero for all at once. Default 30 s.
   */
  public B slowStart(Duration span) {
    settings.slowStart(span);
    return self();
  }

  /**
   * How long the one request that decides whether a proxy comes back may take until another one is
   * let through as well. Default 60 s.
   */
  public B probeTimeout(Duration limit) {
    settings.probeTimeout(limit);
    return self();
  }

  /**
   * How many attempts may be under way through a proxy that has not yet brought a response, at
   * least 1. Default 5.
   */
  public B unprovenLeases(int count) {
    settings.unprovenLeases(count);
    return self();
  }

  /**
   * The time after a proxy's first attempt when {@link #unprovenLeases} no longer holds, success or
   * not. Default 5 s.
   */
  public B unprovenFor(Duration span) {
    settings.unprovenFor(span);
    return self();
  }

  /**
   * Below this share of healthy proxies those that cool down are used too. Between 0.0 and 1.0;
   * default 0.0, which is never.
   */
  public B panicThreshold(double share) {
    settings.panicThreshold(share);
    return self();
  }

  /**
   * The share of the pool that may be out for failures at the same time; one proxy always may.
   * Between 0.0 and 1.0; default 1.0.
   */
  public B maxEjected(double share) {
    settings.maxEjected(share);
    return self();
  }

  /**
   * How long a proxy that failed for a target host is avoided for this host, and how long failures
   * through different proxies are held against the host; zero for not at all. Default 60 s.
   */
  public B hostMemory(Duration span) {
    settings.hostMemory(span);
    return self();
  }

  /**
   * How many different proxies must fail for one target host, without a success there, for it to be
   * the host's fault: what they were charged is then taken back. Of a smaller pool all of them. At
   * least 2; default 3.
   */
  public B hostFaults(int proxies) {
    settings.hostFaults(proxies);
    return self();
  }

  /**
   * Which responses send a proxy away, and what every response must be; adds to the default rule.
   * What {@code configure} throws is thrown by {@link RotatorBuilder#build()}.
   */
  public B bans(Consumer<BanOptions> configure) {
    settings.bans(Objects.requireNonNull(configure, "configure"));
    return self();
  }

  /**
   * The longest time from a session's first request, or its opening, to its end, used or not. By
   * default it lasts until it is retired.
   */
  public B sessionTimeToLive(Duration span) {
    settings.sessionTimeToLive(span);
    return self();
  }

  /** The number of requests after which a session ends, at least 1. By default any number. */
  public B maxSessionUses(int count) {
    settings.maxSessionUses(count);
    return self();
  }

  /**
   * What becomes of a session whose proxy fails, is banned, or leaves the pool. Default {@link
   * OnExitLost#MIGRATE}.
   */
  public B onExitLost(OnExitLost reaction) {
    settings.onExitLost(reaction);
    return self();
  }

  /**
   * The largest number of sessions that are remembered, ended ones included; the least recently
   * used goes. At least 1.
   */
  public B maxSessions(int count) {
    settings.maxSessions(count);
    return self();
  }

  /** Whether sessions keep cookies (RFC 6265) and send them back. Default {@code true}. */
  public B sessionCookies(boolean keep) {
    settings.sessionCookies(keep);
    return self();
  }
}
