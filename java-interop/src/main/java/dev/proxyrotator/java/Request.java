package dev.proxyrotator.java;

import dev.proxyrotator.proxy.AnonymityLevel;
import dev.proxyrotator.proxy.ProxyScheme;
import dev.proxyrotator.selection.ProxyFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
  private final TimeLimits timeouts;
  private final Boolean followRedirects;
  private final Set<Integer> retryStatuses;
  private final Boolean idempotent;
  private final Integer maxFailovers;
  private final String idempotencyKey;
  private final String session;
  private final String stickyKey;
  private final String isolation;
  private final ProxyFilter filter;

  private Request(Builder builder) {
    method = builder.method;
    url = builder.url;
    query = List.copyOf(builder.query);
    headers = List.copyOf(builder.headers);
    body = builder.body;
    maxAttempts = builder.maxAttempts;
    timeouts = builder.timeouts == null ? null : builder.timeouts.copy();
    followRedirects = builder.followRedirects;
    retryStatuses = builder.retryStatuses;
    idempotent = builder.idempotent;
    maxFailovers = builder.maxFailovers;
    idempotencyKey = builder.idempotencyKey;
    session = builder.session;
    stickyKey = builder.stickyKey;
    isolation = builder.isolation;
    filter = builder.filter;
  }

  /**
   * A request with {@code method}, {@code "GET"} or one of your own, to an http or https {@code
   * url}.
   */
  public static Builder builder(String method, String url) {
    return new Builder(method, url, null);
  }

  /** With a {@code codec} for {@link Builder#json}, or {@code null}. */
  static Request of(JsonCodec codec, String method, String url, Consumer<Builder> configure) {
    Builder builder = new Builder(method, url, codec);
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

  Optional<TimeLimits> timeouts() {
    return Optional.ofNullable(timeouts);
  }

  Optional<Boolean> followRedirects() {
    return Optional.ofNullable(followRedirects);
  }

  Optional<Set<Integer>> retryStatuses() {
    return Optional.ofNullable(retryStatuses);
  }

  Optional<Boolean> idempotent() {
    return Optional.ofNullable(idempotent);
  }

  Optional<Integer> maxFailovers() {
    return Optional.ofNullable(maxFailovers);
  }

  Optional<String> idempotencyKey() {
    return Optional.ofNullable(idempotencyKey);
  }

  Optional<String> session() {
    return Optional.ofNullable(session);
  }

  Optional<String> stickyKey() {
    return Optional.ofNullable(stickyKey);
  }

  Optional<String> isolation() {
    return Optional.ofNullable(isolation);
  }

  ProxyFilter filter() {
    return filter;
  }

  /**
   * Method and URL for logs, without user name, password and query. Of a URL with an {@code @}
   * behind its host only the scheme is shown, since that may be a password with a slash in it.
   */
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
    private final JsonCodec codec;
    private final List<Map.Entry<String, String>> query = new ArrayList<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private Body body;
    private Integer maxAttempts;
    private TimeLimits timeouts;
    private Boolean followRedirects;
    private Set<Integer> retryStatuses;
    private Boolean idempotent;
    private Integer maxFailovers;
    private String idempotencyKey;
    private String session;
    private String stickyKey;
    private String isolation;
    private ProxyFilter filter = ProxyFilter.Everything;

    private Builder(String method, String url, JsonCodec codec) {
      this.method = Objects.requireNonNull(method, "method");
      this.url = Objects.requireNonNull(url, "url");
      this.codec = codec;
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
     * Sets the body, {@code value} written at once by the rotator's {@link RotatorBuilder#json
     * codec}. For a builder that a rotator hands out; for others, and for a codec of its own, there
     * is {@link Body#json(Object, JsonCodec)}. A {@code String} becomes a JSON string: what is a
     * JSON text already is sent by {@link Body#json(String)}.
     *
     * @throws JsonException when the codec cannot write the value
     * @throws IllegalStateException when there is no codec
     * @throws IllegalArgumentException when there is a body already
     */
    public Builder json(Object value) {
      Objects.requireNonNull(value, "value");
      if (codec == null) {
        throw new IllegalStateException(
            "There is no JsonCodec to write the body with: give the rotator one, builder().json(codec), "
                + "and let it make the request, or use body(Body.json(value, codec))");
      }
      String purpose = " for " + method + " " + PrintedUrl.of(url);
      return body(Body.ofJson(JsonBinding.write(codec, value, purpose)));
    }

    /**
     * Attempts that may have reached the target; 1 means that it sees the request at most once. By
     * default as configured.
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
     * Further attempts after a proxy failed before the request can have reached the target; 0 means
     * none. By default as configured.
     *
     * @throws IllegalArgumentException when {@code failovers} is negative
     */
    public Builder maxFailovers(int failovers) {
      if (failovers < 0) {
        throw new IllegalArgumentException("maxFailovers must not be negative, was " + failovers);
      }
      maxFailovers = failovers;
      return this;
    }

    /**
     * The limit of the whole call with all its attempts; for a streamed body, up to its head. It
     * may be longer than the configured one, which is the default.
     *
     * @throws IllegalArgumentException when {@code limit} is not positive
     */
    public Builder timeout(Duration limit) {
      return timeouts(limits -> limits.call(limit));
    }

    /**
     * Time limits of this request, shorter or longer than configured: {@code limits ->
     * limits.connect(Duration.ofSeconds(1))}. They come before what {@link
     * RotatorBuilder#timeoutRules} say for its URL.
     */
    public Builder timeouts(Consumer<TimeLimits> configure) {
      if (timeouts == null) timeouts = new TimeLimits();
      configure.accept(timeouts);
      return this;
    }

    /** Whether redirects of this request are followed. By default as configured. */
    public Builder followRedirects(boolean follow) {
      followRedirects = follow;
      return this;
    }

    /**
     * The statuses that are tried again elsewhere, instead of the configured ones; none when empty.
     */
    public Builder retryStatuses(int... statuses) {
      retryStatuses = IntStream.of(statuses).boxed().collect(Collectors.toUnmodifiableSet());
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
     * Is sent as the {@code Idempotency-Key} of every attempt, and makes the request one that may
     * be repeated: only for a target that knows this header, and with a key of its own for each
     * operation.
     *
     * @throws IllegalArgumentException when {@code key} is empty or has other than visible ASCII
     *     characters
     */
    public Builder idempotencyKey(String key) {
      if (key.isEmpty() || !key.chars().allMatch(it -> it >= ' ' && it <= '~')) {
        throw new IllegalArgumentException(
            "idempotencyKey must consist of visible ASCII characters");
      }
      idempotencyKey = key;
      return this;
    }

    /**
     * The session the request belongs to: all its requests leave through one proxy and share
     * cookies and headers with no other. It begins with its first request.
     *
     * @param key 1 to 512 characters; it is shown in logs
     * @throws IllegalArgumentException when {@code key} is empty
     */
    public Builder session(String key) {
      if (key.isEmpty()) throw new IllegalArgumentException("session must not be empty");
      session = key;
      return this;
    }

    /**
     * What the strategy {@code sticky} goes by: the same key, the same proxy. By default the host
     * of the target.
     */
    public Builder stickyKey(String key) {
      stickyKey = Objects.requireNonNull(key, "key");
      return this;
    }

    /**
     * Requests share connections only with those of the same isolation. By default that of all who
     * name none. With a stock engine it is an error.
     */
    public Builder isolation(String name) {
      isolation = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Takes only proxies that have all of {@code tags}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Builder tags(String... tags) {
      return filter(ProxyFilter.tags(tags));
    }

    /**
     * Takes only proxies whose exit is in one of the countries with these {@code codes}.
     *
     * @param codes ISO 3166-1 alpha-2, in either case
     * @throws IllegalArgumentException when there is none, or one is not two letters
     */
    public Builder country(String... codes) {
      return filter(ProxyFilter.country(codes));
    }

    /**
     * Takes only proxies that are spoken to in one of {@code schemes}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Builder scheme(ProxyScheme... schemes) {
      return filter(ProxyFilter.scheme(schemes));
    }

    /**
     * Takes only proxies that are known to be at least so anonymous; see {@link
     * ProxyRotatorFutures#checkAnonymity}.
     */
    public Builder anonymity(AnonymityLevel atLeast) {
      return filter(ProxyFilter.anonymity(atLeast));
    }

    /** Takes only proxies that {@code condition} matches, besides what was asked for before. */
    public Builder filter(ProxyFilter condition) {
      filter = filter.and(condition);
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
