package dev.proxyrotator.java;

import dev.proxyrotator.anonymity.AnonymityOptions;
import dev.proxyrotator.anonymity.EchoedRequest;
import dev.proxyrotator.selection.ProxyFilter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How the anonymity of proxies is checked; see {@link ProxyRotatorFutures#checkAnonymity}. Only to
 * be used until the function that gets it returns.
 */
public final class AnonymityCheck {
  private final AnonymityOptions options;

  AnonymityCheck(AnonymityOptions options) {
    this.options = options;
  }

  /**
   * The public addresses of this machine, IPv4 and IPv6, which no target may see. They are not
   * asked for, since that would have to go past the proxies. Without them, the default, every
   * address in {@code X-Forwarded-For} and its like that is not the exit's counts as the client's.
   */
  public AnonymityCheck clientAddresses(String... addresses) {
    options.setClientAddresses(Set.copyOf(List.of(addresses)));
    return this;
  }

  /**
   * Header fields that say nothing of the proxy, since a server in front of the echo adds them.
   * Default none.
   */
  public AnonymityCheck ignoredHeaders(String... names) {
    options.setIgnoredHeaders(Set.copyOf(List.of(names)));
    return this;
  }

  /** Which proxies of the pool are checked. Default all. */
  public AnonymityCheck filter(ProxyFilter filter) {
    options.setFilter(filter);
    return this;
  }

  /** How many are checked at once. Default 10. */
  public AnonymityCheck maxConcurrent(int count) {
    options.setMaxConcurrent(count);
    return this;
  }

  /** The limit of each request. Default 30 s. */
  public AnonymityCheck timeout(Duration limit) {
    AnonymityBridge.timeout(options, limit);
    return this;
  }

  /** Reads the body of an answer in a form of its own; default {@link EchoedRequest#parse}. */
  public AnonymityCheck echo(Function<String, EchoedRequest> read) {
    options.echo(read::apply);
    return this;
  }
}
