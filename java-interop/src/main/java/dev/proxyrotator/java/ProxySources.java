package dev.proxyrotator.java;

import dev.proxyrotator.source.ProxyListOptions;
import dev.proxyrotator.source.ProxyListReading;
import dev.proxyrotator.source.ProxySource;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Where lists of proxies come from, for {@link ProxyRotatorFutures#refresh(ProxySource)}. A list at
 * a URL: {@link ProxyRotatorFutures#proxySource(String)}. Keep one object for one source: a rotator
 * remembers by it which of its proxies the source has named. A text is read at once by {@link
 * dev.proxyrotator.source.ProxyList#parse(String)}.
 */
public final class ProxySources {
  private ProxySources() {}

  /** The list {@code text} itself. */
  public static ProxySource text(String text) {
    return text(text, options -> {});
  }

  /**
   * The list {@code text} itself, read as {@code configure} says.
   *
   * @throws IllegalArgumentException when an option is out of range
   */
  public static ProxySource text(String text, Consumer<ProxyListOptions> configure) {
    return KotlinSources.text(text, configure);
  }

  /** The list in a file in UTF-8, which is read anew at each refresh. */
  public static ProxySource file(Path path) {
    return file(path, options -> {});
  }

  /**
   * The list in a file in UTF-8, which is read anew at each refresh, as {@code configure} says.
   *
   * @throws IllegalArgumentException when an option is out of range
   */
  public static ProxySource file(Path path, Consumer<ProxyListOptions> configure) {
    return KotlinSources.file(path, configure);
  }

  /**
   * What {@code read} returns at each refresh. It may block, and is interrupted when the refresh is
   * cancelled; what it throws is the error of the refresh.
   */
  public static ProxySource of(Callable<ProxyListReading> read) {
    return KotlinSources.of(Objects.requireNonNull(read, "read"));
  }
}
