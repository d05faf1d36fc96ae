package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * What a request sends, with its media type. A body in memory may be sent again when an attempt
 * fails; a {@linkplain #stream streamed} one only while nothing of it was read. Immutable.
 */
public final class Body {
  private static final String OCTETS = "application/octet-stream";

  private final String mediaType;
  private final byte[] bytes;
  private final Callable<? extends InputStream> source;

  private Body(String mediaType, byte[] bytes, Callable<? extends InputStream> source) {
    this.mediaType = MediaTypes.check(mediaType);
    this.bytes = bytes;
    this.source = source;
  }

  /** Plain text in UTF-8, {@code text/plain; charset=UTF-8}. */
  public static Body text(String text) {
    return new Body("text/plain; charset=UTF-8", text.getBytes(UTF_8), null);
  }

  /** Bytes, {@code application/octet-stream}. The array is copied. */
  public static Body bytes(byte[] bytes) {
    return bytes(bytes, OCTETS);
  }

  /**
   * Bytes of any media type. The array is copied.
   *
   * @throws IllegalArgumentException when {@code mediaType} is none
   */
  public static Body bytes(byte[] bytes, String mediaType) {
    return new Body(mediaType, bytes.clone(), null);
  }

  /**
   * Form fields in UTF-8 and in the order of the map, {@code application/x-www-form-urlencoded}.
   */
  public static Body form(Map<String, String> fields) {
    String encoded =
        fields.entrySet().stream()
            .map(it -> encoded(it.getKey()) + "=" + encoded(it.getValue()))
            .collect(Collectors.joining("&"));
    return new Body("application/x-www-form-urlencoded", encoded.getBytes(UTF_8), null);
  }

  /** A JSON text, which is sent as it is, {@code application/json}. */
  public static Body json(String json) {
    return ofJson(json.getBytes(UTF_8));
  }

  /**
   * {@code value} as {@code codec} writes it, now and once, {@code application/json}. With the codec
   * of a rotator: {@link Request.Builder#json}.
   *
   * @throws JsonException when the codec cannot write it
   */
  public static Body json(Object value, JsonCodec codec) {
    Objects.requireNonNull(value, "value");
    return ofJson(JsonBinding.write(Objects.requireNonNull(codec, "codec"), value, ""));
  }

  static Body ofJson(byte[] json) {
    return new Body("application/json", json, null);
  }

  /**
   * Bytes that are read while they are sent, {@code application/octet-stream}; see {@link
   * #stream(Callable, String)}.
   */
  public static Body stream(Callable<? extends InputStream> source) {
    return stream(source, OCTETS);
  }

  /**
   * Bytes that are read while they are sent, in chunks of unknown number. {@code source} opens the
   * stream for each sending, on a thread that may block; the stream is closed afterwards. What
   * either throws is the error of the call.
   *
   * @throws IllegalArgumentException when {@code mediaType} is none
   */
  public static Body stream(Callable<? extends InputStream> source, String mediaType) {
    return new Body(mediaType, null, Objects.requireNonNull(source, "source"));
  }

  /** The value of {@code Content-Type}. */
  public String mediaType() {
    return mediaType;
  }

  /** {@code null} for a stream. */
  byte[] bytes() {
    return bytes;
  }

  /** {@code null} for a body in memory. */
  Callable<? extends InputStream> source() {
    return source;
  }

  /** Media type and size, not the content. */
  @Override
  public String toString() {
    return mediaType + (bytes == null ? " (stream)" : " (" + bytes.length + " bytes)");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
