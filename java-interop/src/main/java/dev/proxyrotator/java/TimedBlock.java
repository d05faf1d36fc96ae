package dev.proxyrotator.java;

import dev.proxyrotator.event.TimedScope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The inside of a measured block; see {@link ProxyRotatorBlocking#timed}. */
public final class TimedBlock {
  private final Timing timing;
  private final TimedScope scope;

  TimedBlock(Timing timing, TimedScope scope) {
    this.timing = timing;
    this.scope = scope;
  }

  /**
   * The names of the blocks around this one and its own, parted by slashes: {@code Total/Setup}.
   */
  public String path() {
    return scope.getPath();
  }

  /**
   * Runs {@code code} and reports how long it took, as a part of this block.
   *
   * @throws E what {@code code} throws
   * @throws IllegalArgumentException when {@code name} is blank or not one line
   */
  public <T, E extends Exception> T timed(String name, TimedCode<T, E> code) throws E {
    return timing.timed(scope, name, code);
  }

  /**
   * Calls {@code code} and reports how long it took until its future completed, as a part of this
   * block. See {@link ProxyRotatorFutures#timedAsync}.
   */
  public <T> CompletableFuture<T> timedAsync(
      String name, Function<? super TimedBlock, ? extends CompletionStage<T>> code) {
    return timing.timedAsync(scope, name, code);
  }
}
