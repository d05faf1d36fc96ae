package dev.proxyrotator.java;

import java.io.IOException;
import java.util.Optional;

/**
 * How one URL of a batch ended: with a response, whatever its status, or with an error. Immutable.
 */
public final class BatchResult {
  private final long index;
  private final String url;
  private final Response response;
  private final Throwable error;

  BatchResult(long index, String url, Response response, Throwable error) {
    this.index = index;
    this.url = url;
    this.response = response;
    this.error = error;
  }

  /** The place of the URL in the batch, from 0. */
  public long index() {
    return index;
  }

  /** The URL as it stood in the batch. */
  public String url() {
    return url;
  }

  /** Whether there is a response; its status may still be an error. */
  public boolean isSuccess() {
    return response != null;
  }

  /** The response, or empty when the request failed. */
  public Optional<Response> response() {
    return Optional.ofNullable(response);
  }

  /**
   * Why the request failed, as {@link ProxyRotatorFutures#get(String)} would; empty when there is a
   * response.
   */
  public Optional<Throwable> error() {
    return Optional.ofNullable(error);
  }

  /**
   * The response.
   *
   * @throws IOException the error, as it is; unchecked errors are thrown as they are too
   */
  public Response orElseThrow() throws IOException {
    if (response == null) throw Rethrow.ioOrUnchecked(error);
    return response;
  }

  /** The URL without secrets, and the status or the error. */
  @Override
  public String toString() {
    String outcome = response == null ? error.toString() : String.valueOf(response.status());
    return "#" + index + " " + PrintedUrl.of(url) + ": " + outcome;
  }
}
