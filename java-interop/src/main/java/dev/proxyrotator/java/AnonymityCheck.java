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
   * The addresses by which this machine is known, or networks such as {@code 2001:db8:1::/64},
   * which no target may see. They are not asked for, since that would have to go past the proxies.
   * As long as there is none of IPv4 or none of IPv6, which is the default, every address of that
   * family that stands in a header field and is not the exit counts as the client's.
   */
  public AnonymityCheck clientAddresses(String... addresses) {
    options.setClientAddresses(Set.copyOf(List.of(addresses)));
    return this;
  }

  /**
   * Header fields that say nothing of the proxy, since a server in front of the echo adds them; any
   * other field that was not sent is a proxy's. Default none.
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

  /**
   * Reads the body of an answer, of 65,536 characters at most, in a form of its own; default {@link
   * EchoedRequest#parse}.
   */
  public AnonymityCheck echo(Function<String, EchoedRequest> read) {
    options.echo(read::apply);
    return this;
  }
}
