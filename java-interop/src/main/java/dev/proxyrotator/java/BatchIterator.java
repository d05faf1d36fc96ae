package dev.proxyrotator.java;

import java.io.IOException;
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
final class BatchIterator<T> implements Iterator<T> {
  private final Signals<T> signals = new Signals<>();
  private Signals.Signal<T> next;

  private BatchIterator() {}

  /** A stream that sends nothing before its first result is asked for. */
  static <T> Stream<T> stream(Flow.Publisher<T> publisher) {
    BatchIterator<T> iterator = new BatchIterator<>();
    publisher.subscribe(iterator.signals);
    Spliterator<T> results = Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL);
    return StreamSupport.stream(results, false).onClose(iterator::close);
  }

  @Override
  public boolean hasNext() {
    if (next == null) next = receive();
    if (next.error() instanceof IOException failure) throw new UncheckedIOException(failure);
    if (next.error() != null) throw Rethrow.unchecked(next.error());
    return next.item() != null;
  }

  @Override
  public T next() {
    if (!hasNext()) throw new NoSuchElementException("The batch is at its end");
    T result = next.item();
    next = null;
    return result;
  }

  private Signals.Signal<T> receive() {
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
