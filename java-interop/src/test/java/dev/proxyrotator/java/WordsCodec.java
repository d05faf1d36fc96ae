package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;

/** JSON strings and lists of them, no more: enough to see what a codec is asked for. */
final class WordsCodec implements JsonCodec {
  /** {@code List<String>} as a {@link Type}, as JSON libraries make it. */
  static final Type WORDS =
      new ParameterizedType() {
        @Override
        public Type[] getActualTypeArguments() {
          return new Type[] {String.class};
        }

        @Override
        public Type getRawType() {
          return List.class;
        }

        @Override
        public Type getOwnerType() {
          return null;
        }

        @Override
        public String getTypeName() {
          return "java.util.List<java.lang.String>";
        }
      };

  @Override
  public byte[] write(Object value) throws IOException {
    if (!(value instanceof String)) throw new IOException("not a word: " + value);
    return ("\"" + value + "\"").getBytes(UTF_8);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T read(byte[] json, Type type) throws IOException {
    String text = new String(json, UTF_8);
    if (type == String.class && text.matches("\"\\w*\"")) return (T) text.replace("\"", "");
    if (type == WORDS && text.matches("\\[[\\w\",]*]")) {
      return (T) List.of(text.replaceAll("[\\[\\]\"]", "").split(","));
    }
    if (type == Integer.class) throw new IllegalStateException("no number: " + text);
    throw new IOException("not a word: " + text);
  }
}
