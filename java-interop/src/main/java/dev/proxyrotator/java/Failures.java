package dev.proxyrotator.java;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Reads errors as futures hand them on. */
public final class Failures {
  private Failures() {}

  /**
   * The error itself, out of the {@link CompletionException}s and {@link ExecutionException}s that
   * futures put around it; {@code error} when there are none.
   */
  public static Throwable unwrap(Throwable error) {
    Throwable inner = error;
    while (isWrapper(inner) && inner.getCause() != null) inner = inner.getCause();
    return inner;
  }

  private static boolean isWrapper(Throwable error) {
    return error instanceof CompletionException || error instanceof ExecutionException;
  }
}
