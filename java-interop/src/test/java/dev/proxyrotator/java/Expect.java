package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a future ends with. */
final class Expect {
  private Expect() {}

  /** The error itself must be of the {@code type}, not some cause further down. */
  static <E extends Throwable> E failure(Class<E> type, CompletableFuture<?> future) {
    ExecutionException failed = assertThrows(ExecutionException.class, future::get);
    return assertInstanceOf(type, failed.getCause());
  }
}
