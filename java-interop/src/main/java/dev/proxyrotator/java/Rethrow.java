package dev.proxyrotator.java;

import java.io.IOException;

/** Throws an error of a future as it is, whatever its static type. */
final class Rethrow {
  private Rethrow() {}

  /** Never returns; the result is there for {@code throw}. */
  static IOException ioOrUnchecked(Throwable error) throws IOException {
    if (error instanceof IOException failure) throw failure;
    if (error instanceof RuntimeException || error instanceof Error) throw unchecked(error);
    // What a body's source throws may be checked; the caller is promised nothing but an
    // IOException.
    throw new IOException(error.toString(), error);
  }

  /** Never returns; the result is there for {@code throw}. */
  static RuntimeException unchecked(Throwable error) {
    if (error instanceof RuntimeException failure) throw failure;
    if (error instanceof Error failure) throw failure;
    throw new IllegalStateException("Not a failure of this operation", error);
  }
}
