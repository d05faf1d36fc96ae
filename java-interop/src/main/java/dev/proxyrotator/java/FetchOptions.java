package dev.proxyrotator.java;

import java.time.Duration;

/**
 * Defaults of {@code fetch}, {@code fetchAll} and their relatives; see {@link
 * RotatorBuilder#fetch}. Only to be used until the function that gets it returns.
 */
public final class FetchOptions {
  private final FetchDefaults defaults;

  FetchOptions(FetchDefaults defaults) {
    this.defaults = defaults;
  }

  /** How many requests run at once, at least 1. Default 100. */
  public FetchOptions maxConcurrent(int count) {
    defaults.maxConcurrent(count);
    return this;
  }

  /**
   * How many requests of a list are begun together, at least 1; the next ones when the last of them
   * is done. By default all.
   */
  public FetchOptions chunkSize(int count) {
    defaults.chunkSize(count);
    return this;
  }

  /** The limit of a whole fetch of a URL that is given as text. Default 10 s. */
  public FetchOptions timeout(Duration limit) {
    defaults.timeout(limit);
    return this;
  }

  /** How often a URL that is given as text is tried again at most; not negative. Default 3. */
  public FetchOptions maxRetries(int count) {
    defaults.maxRetries(count);
    return this;
  }
}
