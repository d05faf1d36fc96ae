package dev.proxyrotator.java;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request: what is sent, and how it rotates where that differs from the rotator's
 * configuration. Immutable.
 */
public final class Request {
  private final String method;
  private final String url;
  private final List<Map.Entry<String, String>> query;
  private final List<Map.Entry<String, String>> headers;
  private final Body body;
  private final Integer maxAttempts;
  private final Duration timeout;
  private final Boolean idempotent;

  private Request(Builder builder) {
    method = builder.method;
    url = builder.url;
    query = List.copyOf(builder.query);
    headers = List.copyOf(builder.headers);
    body = builder.body;
    maxAttempts = builder.maxAttempts;
    timeout = builder.timeout;
    idempotent = builder.idempotent;
  }

  /**
   * A request with {@code method}, {@code "GET"} or one of your own, to an http or https {@code
   * url}.
   */
  public static Builder builder(String method, String url) {
    return new Builder(method, url);
  }

  static Request of(String method, String url, Consumer<Builder> configure) {
    Builder builder = builder(method, url);
    configure.accept(builder);
    return builder.build();
  }

  /** The method, in upper case as a rule. */
  public String method() {
    return method;
  }

  /** The URL as it was given, without the parameters of {@link Builder#query}. */
  public String url() {
    return url;
  }

  /** The body, if there is one. */
  public Optional<Body> body() {
    return Optional.ofNullable(body);
  }

  List<Map.Entry<String, String>> query() {
    return query;
  }

  List<Map.Entry<String, String>> headers() {
    return headers;
  }

  Optional<Integer> maxAttempts() {
    return Optional.ofNullable(maxAttempts);
  }

  Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  Optional<Boolean> idempotent() {
    return Optional.ofNullable(idempotent);
  }

  /** Method and URL for logs, without user name, password and query. */
  @Override
  public String toString() {
    return method + " " + PrintedUrl.of(url);
  }

  /**
   * Collects a request. Not thread-safe; {@link #build()} copies, so that a builder can be used
   * again.
   */
  public static final class Builder {
    private final String method;
    private final String url;
    private final List<Map.Entry<String, String>> query = new ArrayList<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private Body body;
    private Integer maxAttempts;
    private Duration timeout;
    private Boolean idempotent;

    private Builder(String method, String url) {
      this.method = Objects.requireNonNull(method, "method");
      this.url = Objects.requireNonNull(url, "url");
    }

    /** Adds a query parameter, percent-encoded, after those that the URL has already. */
    public Builder query(String name, String value) {
      query.add(Map.entry(name, value));
      return this;
    }

    /**
     * Adds a header field. A field of the same name given by {@link RotatorBuilder#defaultHeader}
     * is left away.
     *
     * @throws IllegalArgumentException when it is no valid field, or one that the client writes
     *     itself
     */
    public Builder header(String name, String value) {
      HeaderFields.check(name, value);
      headers.add(Map.entry(name, value));
      return this;
    }

    /**
     * Sets the body, which brings its own {@code Content-Type}. Forms, text, bytes and JSON are
     * alternatives.
     *
     * @throws IllegalArgumentException when there is a body already
     */
    public Builder body(Body content) {
      if (body != null) {
        throw new IllegalArgumentException(
            "The request has a body already: " + body + ", now " + content);
      }
      body = Objects.requireNonNull(content, "content");
      return this;
    }

    /**
     * Attempts of this request in all, the first included; 1 means no retry. By default as
     * configured.
     *
     * @throws IllegalArgumentException when {@code attempts} is below 1
     */
    public Builder maxAttempts(int attempts) {
      if (attempts < 1) {
        throw new IllegalArgumentException("maxAttempts must be at least 1, was " + attempts);
      }
      maxAttempts = attempts;
      return this;
    }

    /**
     * The limit of the whole call with all its attempts; for a streamed body, up to its head. It
     * may be longer than the configured one, which is the default.
     *
     * @throws IllegalArgumentException when {@code limit} is not positive
     */
    public Builder timeout(Duration limit) {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException("timeout must be positive, was " + limit);
      }
      timeout = limit;
      return this;
    }

    /**
     * {@code true} promises that sending the request twice does no harm, whatever its method;
     * {@code false} takes that back from a GET. By default the method decides (RFC 9110 §9.2.2).
     */
    public Builder idempotent(boolean harmlessTwice) {
      idempotent = harmlessTwice;
      return this;
    }

    /**
     * The request.
     *
     * @throws IllegalArgumentException when there is a body and a {@code Content-Type} field beside
     *     it
     */
    public Request build() {
      boolean hasType =
          headers.stream().anyMatch(it -> it.getKey().equalsIgnoreCase("Content-Type"));
      if (body != null && hasType) {
        throw new IllegalArgumentException(
            "The body brings its Content-Type: leave the header away, or use Body.bytes(…, mediaType)");
      }
      return new Request(this);
    }
  }
}
