package dev.proxyrotator.java;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for a future and throws what it failed with. */
final class Waiting {
  private Waiting() {}

  static <T> T on(CompletableFuture<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw Rethrow.ioOrUnchecked(failed.getCause());
    } catch (InterruptedException interrupted) {
      future.cancel(true);
      throw interrupted;
    }
  }

  /** For what fails with unchecked exceptions only. */
  static <T> T onUnchecked(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw Rethrow.unchecked(failed.getCause());
    } catch (InterruptedException interrupted) {
      future.cancel(true);
      throw interrupted;
    }
  }

  /** For what is done at once; an interruption stays pending meanwhile. */
  static <T> T briefly(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      throw Rethrow.unchecked(failed.getCause());
    }
  }
}
