package dev.proxyrotator.java;

import dev.proxyrotator.fetch.FetchRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Makes {@link FetchRequest}s, whose Kotlin constructor Java cannot call. */
public final class FetchRequests {
  private FetchRequests() {}

  /** A GET for {@code url}, 10 s long at most, tried again 3 times at most. */
  public static FetchRequest of(String url) {
    return builder(url).build();
  }

  /**
   * A request for {@code url}. It is looked at when it is fetched, so that one bad URL in a list is
   * one failure and not the end of the list.
   */
  public static Builder builder(String url) {
    return new Builder(url);
  }

  /**
   * Collects a request. Not thread-safe; {@link #build()} copies, so that a builder can be used
   * again.
   */
  public static final class Builder {
    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String method = "GET";
    private String json;
    private Duration timeout;
    private Integer maxRetries;

    private Builder(String url) {
      this.url = Objects.requireNonNull(url, "url");
    }

    /** The method, exactly as it is sent (RFC 9110 §9.1). Default {@code GET}. */
    public Builder method(String name) {
      method = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Sets a header field; one of this name that was set before is replaced. */
    public Builder header(String name, String value) {
      headers.keySet().removeIf(name::equalsIgnoreCase);
      headers.put(name, value);
      return this;
    }

    /**
     * Sets the body, a JSON document as text; its type is {@code application/json} unless there is
     * a {@code Content-Type}.
     */
    public Builder data(String json) {
      this.json = Objects.requireNonNull(json, "json");
      return this;
    }

    /**
     * The limit of the whole fetch: all attempts, the waits between them and the body. Default 10
     * s.
     */
    public Builder timeout(Duration limit) {
      timeout = Objects.requireNonNull(limit, "limit");
      return this;
    }

    /** How often it is tried again at most. Default 3. */
    public Builder maxRetries(int count) {
      maxRetries = count;
      return this;
    }

    /**
     * The request.
     *
     * @throws IllegalArgumentException when a value is out of range, a header field not valid, or
     *     the data no JSON
     */
    public FetchRequest build() {
      FetchRequest request =
          FetchData.request(
              url,
              method,
              Collections.unmodifiableMap(new LinkedHashMap<>(headers)),
              json == null ? null : FetchData.json(json));
      if (timeout != null) request = FetchData.timeout(request, timeout);
      if (maxRetries != null) request = FetchData.maxRetries(request, maxRetries);
      return request;
    }
  }
}
