package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.proxyrotator.failure.Attempt;
import dev.proxyrotator.proxy.Proxy;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A response with its body in memory, and how it came here. Immutable. */
public final class Response {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

  private final String url;
  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final List<String> redirects;
  private final List<Attempt> attempts;
  private final JsonCodec codec;

  Response(
      String url,
      int status,
      Map<String, List<String>> headers,
      byte[] body,
      List<String> redirects,
      List<Attempt> attempts,
      JsonCodec codec) {
    Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> byName.put(name, List.copyOf(values)));
    this.url = url;
    this.status = status;
    this.headers = Collections.unmodifiableMap(byName);
    this.body = body;
    this.redirects = List.copyOf(redirects);
    this.attempts = List.copyOf(attempts);
    this.codec = codec;
  }

  /** The URL that answered, with its query. */
  public String url() {
    return url;
  }

  /** The HTTP status, such as 200. */
  public int status() {
    return status;
  }

  /** Whether the status is 2xx. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The header fields; their names are looked up in any case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The first value of a header field, its {@code name} in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
  }

  /** A copy of the body; empty when there is none. */
  public byte[] bodyBytes() {
    return body.clone();
  }

  /**
   * The body in the charset that {@code Content-Type} names; UTF-8 when it names none, or one that
   * is not known here.
   */
  public String bodyString() {
    return bodyString(charset());
  }

  /** The body read in {@code charset}, whatever {@code Content-Type} says. */
  public String bodyString(Charset charset) {
    return new String(body, charset);
  }

  /**
   * The body, a JSON text, as a {@code type}; see {@link #json(Type)}.
   *
   * @throws JsonException when it is no JSON, or none of this type
   * @throws IllegalStateException when the rotator has no {@link RotatorBuilder#json codec}
   */
  public <T> T json(Class<T> type) {
    return json((Type) type);
  }

  /**
   * The body, a JSON text, read by the rotator's {@link RotatorBuilder#json codec} as what {@code
   * type} says: {@code List<Price> prices = response.json(type)}, where JSON libraries make the
   * type. It must be that of the result, which the compiler cannot check. The status plays no part;
   * see {@link #requireSuccess()}.
   *
   * @throws JsonException when it is no JSON, or none of this type
   * @throws IllegalStateException when the rotator has no codec
   */
  public <T> T json(Type type) {
    return JsonBinding.read(codec, body, Objects.requireNonNull(type, "type"), url);
  }

  /** The proxy this response came through. */
  public Proxy proxy() {
    return attempts.get(attempts.size() - 1).getProxy();
  }

  /**
   * The URLs that redirected to this response, the first that was asked for in front; empty when
   * there were none. The last one, which answered, is {@link #url()}.
   */
  public List<String> redirects() {
    return redirects;
  }

  /** What happened on the way: every attempt in order, the successful one last. Never empty. */
  public List<Attempt> attempts() {
    return attempts;
  }

  /**
   * This response, if {@link #isSuccess()}; made for {@code
   * future.thenApply(Response::requireSuccess)}.
   *
   * @throws HttpStatusException with this response when the status is not 2xx
   */
  public Response requireSuccess() {
    if (!isSuccess()) throw new HttpStatusException(this);
    return this;
  }

  /** Status, URL without secrets, size and proxy; not the content. */
  @Override
  public String toString() {
    return status + " " + PrintedUrl.of(url) + " (" + body.length + " bytes) via " + proxy();
  }

  private Charset charset() {
    Matcher matcher = CHARSET.matcher(header("Content-Type").orElse(""));
    if (!matcher.find()) return UTF_8;
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalArgumentException unknown) {
      return UTF_8;
    }
  }
}
