package dev.proxyrotator.java;

import dev.proxyrotator.engine.BasicAuthentication;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the default transport works; see {@link Transports#sockets}. What is not set has its default,
 * see {@link dev.proxyrotator.engine.net.SocketOptionsBuilder}. Only to be used until the function
 * that gets it returns.
 */
public final class SocketOptions {
  private Integer threads;
  private Duration idleTimeout;
  private Duration maxAge;
  private Integer maxIdleConnections;
  private Duration nameTimeToLive;
  private boolean localDns;
  private BasicAuthentication basicAuthentication = BasicAuthentication.AT_ONCE;

  SocketOptions() {}

  /** Threads that move bytes, for any number of connections, at least 1. */
  public SocketOptions threads(int count) {
    threads = count;
    return this;
  }

  /** How long a connection may be idle before it is closed. Default 30 s. */
  public SocketOptions idleTimeout(Duration limit) {
    idleTimeout = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /** A connection older than this is not used again. Default 10 min. */
  public SocketOptions maxAge(Duration limit) {
    maxAge = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /**
   * Idle connections kept in all; 0 opens a new one for every request. By default twice as many as
   * may be busy at once.
   */
  public SocketOptions maxIdleConnections(int count) {
    maxIdleConnections = count;
    return this;
  }

  /** How long the addresses of a proxy's name are remembered. Default 30 s. */
  public SocketOptions nameTimeToLive(Duration time) {
    nameTimeToLive = Objects.requireNonNull(time, "time");
    return this;
  }

  /**
   * Whether the names of targets behind SOCKS proxies are resolved on this machine. Default false.
   * It is a leak: whoever sees the look-ups of this machine learns which targets are asked.
   */
  public SocketOptions localDns(boolean here) {
    localDns = here;
    return this;
  }

  /** When an HTTP proxy is shown user name and password as they are. Default at once. */
  public SocketOptions basicAuthentication(BasicAuthentication when) {
    basicAuthentication = Objects.requireNonNull(when, "when");
    return this;
  }

  OptionalInt threads() {
    return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
  }

  Optional<Duration> idleTimeout() {
    return Optional.ofNullable(idleTimeout);
  }

  Optional<Duration> maxAge() {
    return Optional.ofNullable(maxAge);
  }

  Integer maxIdleConnections() {
    return maxIdleConnections;
  }

  Optional<Duration> nameTimeToLive() {
    return Optional.ofNullable(nameTimeToLive);
  }

  boolean localDns() {
    return localDns;
  }

  BasicAuthentication basicAuthentication() {
    return basicAuthentication;
  }
}
