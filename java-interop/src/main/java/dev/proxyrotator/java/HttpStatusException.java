package dev.proxyrotator.java;

/**
 * A response whose status is not 2xx, where one was required: by {@link Response#requireSuccess()},
 * by {@link RotatorBuilder#expectSuccess}, by a fetch or a download. It is no {@link
 * dev.proxyrotator.failure.ProxyRotatorException}: the way to the target worked.
 */
public final class HttpStatusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Response response;

  HttpStatusException(Response response) {
    super("HTTP " + response.status() + " from " + PrintedUrl.of(response.url()));
    this.response = response;
  }

  /**
   * The response, with its body; without it if that was to be streamed or downloaded. {@code null}
   * only in an exception that was serialized.
   */
  public Response response() {
    return response;
  }
}
