package dev.proxyrotator.java;

import dev.proxyrotator.source.ProxyListOptions;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a list of proxies is fetched from afar and read; see {@link ProxyRotatorFutures#proxySource}.
 * Only to be used until the function that gets it returns.
 */
public final class RemoteListOptions {
  private final RemoteListSettings settings;

  RemoteListOptions(RemoteListSettings settings) {
    this.settings = settings;
  }

  /** The limit of the whole of it, redirects included. Default 30 s. */
  public RemoteListOptions timeout(Duration limit) {
    settings.timeout(limit);
    return this;
  }

  /** The largest number of redirects that are followed. Default 5. */
  public RemoteListOptions maxRedirects(int count) {
    settings.getList().setMaxRedirects(count);
    return this;
  }

  /**
   * Whether the list may lie at, and name proxies at, addresses and names that are not public.
   * Default {@code false}: whoever writes the list must not reach into a network of yours.
   */
  public RemoteListOptions allowPrivate(boolean allow) {
    settings.getList().setAllowPrivate(allow);
    return this;
  }

  /**
   * Adds a header field to the request, for example with the key to the list; it does not go along
   * with redirects to another origin.
   *
   * @throws IllegalArgumentException when it is no valid field
   */
  public RemoteListOptions header(String name, String value) {
    settings.header(name, value);
    return this;
  }

  /** How the list is read; see {@link ProxyListOptions}. */
  public RemoteListOptions list(Consumer<ProxyListOptions> configure) {
    configure.accept(settings.getList());
    return this;
  }
}
