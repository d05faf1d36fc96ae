package dev.proxyrotator.java;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Objects;

/** Calls a codec, and says what for when it is missing or fails. */
final class JsonBinding {
  private JsonBinding() {}

  /** The text of {@code value}; {@code purpose} ends the message of an error. */
  static byte[] write(JsonCodec codec, Object value, String purpose) {
    try {
      return Objects.requireNonNull(codec.write(value), "The codec wrote null");
    } catch (IOException | RuntimeException failure) {
      Class<?> type = value.getClass();
      throw new JsonException(
          "Cannot write " + type.getTypeName() + " as JSON" + purpose, type, failure);
    }
  }

  /** The value of {@code json}, which came from {@code url}. */
  static <T> T read(JsonCodec codec, byte[] json, Type type, String url) {
    if (codec == null) {
      throw new IllegalStateException(
          "There is no JsonCodec to read the body with: give the rotator one, builder().json(codec)");
    }
    try {
      return codec.read(json, type);
    } catch (IOException | RuntimeException failure) {
      String what = json.length + " bytes from " + PrintedUrl.of(url);
      throw new JsonException(
          "Cannot read " + what + " as JSON of " + type.getTypeName(), type, failure);
    }
  }
}
