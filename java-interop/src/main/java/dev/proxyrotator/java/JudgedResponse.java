package dev.proxyrotator.java;

import dev.proxyrotator.ban.ResponseView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A response as a rule or validator of {@link BanOptions} sees it. Valid only while it is asked.
 */
public final class JudgedResponse {
  private final String method;
  private final String host;
  private final int status;
  private final Function<String, List<String>> headers;
  private final ResponseView view;

  JudgedResponse(
      String method,
      String host,
      int status,
      Function<String, List<String>> headers,
      ResponseView view) {
    this.method = method;
    this.host = host;
    this.status = status;
    this.headers = headers;
    this.view = view;
  }

  /** The method of the request, such as {@code GET}. */
  public String method() {
    return method;
  }

  /** The host the request was for, without a port. */
  public String host() {
    return host;
  }

  /** The HTTP status, such as 200. */
  public int status() {
    return status;
  }

  /** The values of a header field, its {@code name} in any case; empty when there is none. */
  public List<String> headers(String name) {
    List<String> values = headers.apply(name);
    return values == null ? List.of() : List.copyOf(values);
  }

  /** The first value of a header field, its {@code name} in any case. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** The {@code Location} field as it was sent. */
  public Optional<String> location() {
    return Optional.ofNullable(view.getLocation());
  }

  /**
   * A copy of the beginning of the body, 65,536 bytes at most, as it came: not decompressed.
   *
   * @throws IllegalStateException when the rule does not read the body
   */
  public byte[] bodyPrefix() {
    return view.getBodyPrefix().clone();
  }

  /**
   * {@link #bodyPrefix()} as UTF-8, with U+FFFD for what is none.
   *
   * @throws IllegalStateException when the rule does not read the body
   */
  public String text() {
    return view.getText();
  }
}
