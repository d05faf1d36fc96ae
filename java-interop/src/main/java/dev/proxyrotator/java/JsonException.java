package dev.proxyrotator.java;

import java.lang.reflect.Type;

/**
 * A body that the {@link JsonCodec} could not read as what it was asked for, or a value that it
 * could not write. The message names the URL without secrets and the type, and shows nothing of the
 * content; the cause is the codec's own, and its message may. It is no {@link
 * dev.proxyrotator.failure.ProxyRotatorException}: nothing failed on the way.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Type type;

  JsonException(String message, Type type, Throwable cause) {
    super(message, cause);
    this.type = type;
  }

  /**
   * What was to be read, or the class of what was to be written. {@code null} only in an exception
   * that was serialized.
   */
  public Type type() {
    return type;
  }
}
