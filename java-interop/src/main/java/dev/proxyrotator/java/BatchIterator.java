package dev.proxyrotator.java;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a publisher of results one by one, each asked for when the last has been taken, so that
 * what is held does not grow with the batch. For one reading thread; {@link #close()} may come from
 * another.
 */
final class BatchIterator implements Iterator<BatchResult> {
  private final Signals<BatchResult> signals = new Signals<>();
  private Signals.Signal<BatchResult> next;

  private BatchIterator() {}

  /** A stream that sends nothing before its first result is asked for. */
  static Stream<BatchResult> stream(Flow.Publisher<BatchResult> publisher) {
    BatchIterator iterator = new BatchIterator();
    publisher.subscribe(iterator.signals);
    Spliterator<BatchResult> results =
        Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL);
    return StreamSupport.stream(results, false).onClose(iterator::close);
  }

  @Override
  public boolean hasNext() {
    if (next == null) next = receive();
    if (next.error() != null) throw Rethrow.unchecked(next.error());
    return next.item() != null;
  }

  @Override
  public BatchResult next() {
    if (!hasNext()) throw new NoSuchElementException("The batch is at its end");
    BatchResult result = next.item();
    next = null;
    return result;
  }

  private Signals.Signal<BatchResult> receive() {
    signals.request();
    try {
      return signals.take();
    } catch (InterruptedException interrupted) {
      signals.cancel();
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new InterruptedIOException("Interrupted while waiting for a result"));
    }
  }

  private void close() {
    signals.close(new IllegalStateException("The stream is closed"));
  }
}
