package dev.proxyrotator.java;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a file is downloaded; see {@link ProxyRotatorFutures#downloadTo}. Only to be used until the
 * function that gets it returns.
 */
public final class DownloadOptions {
  private boolean overwrite;
  private boolean keepPartial;
  private int maxResumes = 5;
  private String sha256;
  private Consumer<Request.Builder> configure = request -> {};

  DownloadOptions() {}

  /** Whether a file that is already there is replaced; otherwise it is an error. Default false. */
  public DownloadOptions overwrite(boolean replace) {
    overwrite = replace;
    return this;
  }

  /**
   * Whether what has come is kept when the download fails or is cancelled, and a later download of
   * the same URL to the same path goes on from there; see {@link
   * dev.proxyrotator.fetch.DownloadOptions}. Default false: nothing is left behind.
   */
  public DownloadOptions keepPartial(boolean keep) {
    keepPartial = keep;
    return this;
  }

  /** How often a body that broke off is gone on with; not negative. Default 5. */
  public DownloadOptions maxResumes(int count) {
    maxResumes = count;
    return this;
  }

  /** The SHA-256 that the file must have, 64 hexadecimal digits. By default none is checked. */
  public DownloadOptions sha256(String digits) {
    sha256 = Objects.requireNonNull(digits, "digits");
    return this;
  }

  /** Adds to the requests: headers, time limits, the proxies that may be chosen. */
  public DownloadOptions request(Consumer<Request.Builder> configure) {
    this.configure = this.configure.andThen(configure);
    return this;
  }

  boolean overwrite() {
    return overwrite;
  }

  boolean keepPartial() {
    return keepPartial;
  }

  int maxResumes() {
    return maxResumes;
  }

  String sha256() {
    return sha256;
  }

  Request request(String url, JsonCodec codec) {
    return Request.of(codec, "GET", url, configure);
  }
}
