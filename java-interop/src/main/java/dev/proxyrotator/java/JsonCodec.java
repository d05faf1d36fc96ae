package dev.proxyrotator.java;

import java.io.IOException;
import java.lang.reflect.Type;

/**
 * Writes values as JSON and reads them, by a library of one's own choice: this module brings none
 * and looks for none. Given to a rotator with {@link RotatorBuilder#json}; with Jackson it is
 *
 * <pre>{@code
 * final class JacksonCodec implements JsonCodec {
 *   private final ObjectMapper mapper = new ObjectMapper();
 *
 *   public byte[] write(Object value) throws IOException {
 *     return mapper.writeValueAsBytes(value);
 *   }
 *
 *   public <T> T read(byte[] json, Type type) throws IOException {
 *     return mapper.readValue(json, mapper.constructType(type));
 *   }
 * }
 * }</pre>
 *
 * <p>It is called by several threads at once. What it throws comes to the caller as the cause of a
 * {@link JsonException}.
 */
public interface JsonCodec {
  /**
   * The JSON text of {@code value} in UTF-8 (RFC 8259 §8.1), which nobody may change afterwards.
   * {@code null} is an error like one that is thrown.
   *
   * @throws IOException when the value cannot be written; any unchecked exception will do as well
   */
  byte[] write(Object value) throws IOException;

  /**
   * The value of a JSON text. The array is the response's own and must not be changed.
   *
   * @param json the text, in UTF-8 (RFC 8259 §8.1); empty when the response has no body
   * @param type what it is to be: a class, or a type with arguments such as {@code List<Price>}
   * @throws IOException when the text is no JSON, or none of this type; any unchecked exception
   *     will do as well
   */
  <T> T read(byte[] json, Type type) throws IOException;
}
