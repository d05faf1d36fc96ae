package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a request sends, with its media type. A body in memory may be sent again when an attempt
 * fails; one that is made while it is sent, from a {@linkplain #stream stream} or a {@linkplain
 * #publisher publisher}, only while nothing of it was asked for. Immutable.
 */
public final class Body {
  private static final String OCTETS = "application/octet-stream";

  private final String mediaType;
  private final byte[] bytes;
  private final StreamedBytes streamed;
  private final Long length;

  private Body(String mediaType, byte[] bytes) {
    this(MediaTypes.check(mediaType), bytes, null, null);
  }

  private Body(String mediaType, StreamedBytes streamed) {
    this(MediaTypes.check(mediaType), null, streamed, null);
  }

  private Body(String mediaType, byte[] bytes, StreamedBytes streamed, Long length) {
    this.mediaType = mediaType;
    this.bytes = bytes;
    this.streamed = streamed;
    this.length = length;
  }

  /** Plain text in UTF-8, {@code text/plain; charset=UTF-8}. */
  public static Body text(String text) {
    return new Body("text/plain; charset=UTF-8", text.getBytes(UTF_8));
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
    return new Body(mediaType, bytes.clone());
  }

  /**
   * Form fields in UTF-8 and in the order of the map, {@code application/x-www-form-urlencoded}.
   */
  public static Body form(Map<String, String> fields) {
    String encoded =
        fields.entrySet().stream()
            .map(it -> encoded(it.getKey()) + "=" + encoded(it.getValue()))
            .collect(Collectors.joining("&"));
    return new Body("application/x-www-form-urlencoded", encoded.getBytes(UTF_8));
  }

  /** A JSON text, which is sent as it is, {@code application/json}. */
  public static Body json(String json) {
    return ofJson(json.getBytes(UTF_8));
  }

  /**
   * {@code value} as {@code codec} writes it, now and once, {@code application/json}. With the
   * codec of a rotator: {@link Request.Builder#json}.
   *
   * @throws JsonException when the codec cannot write it
   */
  public static Body json(Object value, JsonCodec codec) {
    Objects.requireNonNull(value, "value");
    return ofJson(JsonBinding.write(Objects.requireNonNull(codec, "codec"), value, ""));
  }

  static Body ofJson(byte[] json) {
    return new Body("application/json", json);
  }

  /**
   * Bytes that are read while they are sent, {@code application/octet-stream}; see {@link
   * #stream(Callable, String)}.
   */
  public static Body stream(Callable<? extends InputStream> source) {
    return stream(source, OCTETS);
  }

  /**
   * Bytes that are read while they are sent, in chunks of unknown number unless {@link #withLength}
   * says how many they are. {@code source} opens the stream for each sending, on a thread that may
   * block; the stream is closed afterwards, and when the request is cancelled at once, by another
   * thread if need be. What either throws is the error of the call.
   *
   * @throws IllegalArgumentException when {@code mediaType} is none
   */
  public static Body stream(Callable<? extends InputStream> source, String mediaType) {
    return new Body(mediaType, StreamedBytes.of(Objects.requireNonNull(source, "source")));
  }

  /**
   * Bytes that are published while they are sent, {@code application/octet-stream}; see {@link
   * #publisher(Supplier, String)}.
   */
  public static Body publisher(Supplier<? extends Flow.Publisher<? extends ByteBuffer>> publisher) {
    return publisher(publisher, OCTETS);
  }

  /**
   * Bytes that are published while they are sent, in chunks of unknown number unless {@link
   * #withLength} says how many they are. {@code publisher} is called for each sending, and what it
   * returns is subscribed to once, on a thread that may block; {@code () ->
   * HttpRequest.BodyPublishers.ofFile(path)} will do. One buffer is asked for at a time, when the
   * connection takes more. The subscription is cancelled when the request is, or when nobody wants
   * the rest. {@code onError}, and what {@code publisher} throws, is the error of the call: no
   * proxy is at fault, and none is tried after it.
   *
   * @throws IllegalArgumentException when {@code mediaType} is none
   */
  public static Body publisher(
      Supplier<? extends Flow.Publisher<? extends ByteBuffer>> publisher, String mediaType) {
    return new Body(mediaType, StreamedBytes.of(Objects.requireNonNull(publisher, "publisher")));
  }

  /**
   * Bytes that can be published only once, {@code application/octet-stream}; see {@link
   * #oneShot(Flow.Publisher, String)}.
   */
  public static Body oneShot(Flow.Publisher<? extends ByteBuffer> publisher) {
    return oneShot(publisher, OCTETS);
  }

  /**
   * Bytes that can be published only once, of any media type; like {@link #publisher(Supplier,
   * String)} otherwise. A second request with this body fails with an {@link
   * IllegalStateException}.
   *
   * @throws IllegalArgumentException when {@code mediaType} is none
   */
  public static Body oneShot(Flow.Publisher<? extends ByteBuffer> publisher, String mediaType) {
    Objects.requireNonNull(publisher, "publisher");
    AtomicBoolean isTaken = new AtomicBoolean();
    return publisher(
        () -> {
          if (isTaken.getAndSet(true)) {
            throw new IllegalStateException("A one-shot body can be sent only once");
          }
          return publisher;
        },
        mediaType);
  }

  /**
   * This body, sent with a {@code Content-Length}. A stream or publisher that turns out shorter or
   * longer fails the call with an {@link java.io.IOException}.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative
   * @throws IllegalStateException when the body is in memory, where the length is known
   */
  public Body withLength(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("The length must not be negative, was " + bytes);
    }
    if (streamed == null) throw new IllegalStateException("The length of " + this + " is known");
    return new Body(mediaType, null, streamed, bytes);
  }

  /** The value of {@code Content-Type}. */
  public String mediaType() {
    return mediaType;
  }

  /** {@code null} for one that is made while it is sent. */
  byte[] bytes() {
    return bytes;
  }

  /** {@code null} for a body in memory. */
  StreamedBytes streamed() {
    return streamed;
  }

  /** {@code null} when it is not known before the end. */
  Long length() {
    return length;
  }

  /** Media type and size, not the content. */
  @Override
  public String toString() {
    Object size = bytes == null ? length : Integer.valueOf(bytes.length);
    return mediaType + (size == null ? " (stream)" : " (" + size + " bytes)");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
