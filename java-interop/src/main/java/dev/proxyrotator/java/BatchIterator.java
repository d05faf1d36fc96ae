package dev.proxyrotator.java;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a publisher of results one by one, each asked for when the last has been taken, so that
 * what is held does not grow with the batch. For one reading thread; {@link #close()} may come from
 * another.
 */
final class BatchIterator implements Iterator<BatchResult> {
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Subscriber subscriber = new Subscriber();
  private Signal next;

  private BatchIterator() {}

  /** A stream that sends nothing before its first result is asked for. */
  static Stream<BatchResult> stream(Flow.Publisher<BatchResult> publisher) {
    BatchIterator iterator = new BatchIterator();
    publisher.subscribe(iterator.subscriber);
    Spliterator<BatchResult> results =
        Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL);
    return StreamSupport.stream(results, false).onClose(iterator::close);
  }

  @Override
  public boolean hasNext() {
    if (next == null) next = receive();
    if (next.error != null) throw Rethrow.unchecked(next.error);
    return next.result != null;
  }

  @Override
  public BatchResult next() {
    if (!hasNext()) throw new NoSuchElementException("The batch is at its end");
    BatchResult result = next.result;
    next = null;
    return result;
  }

  private Signal receive() {
    subscriber.request();
    try {
      return signals.take();
    } catch (InterruptedException interrupted) {
      subscriber.cancel();
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new InterruptedIOException("Interrupted while waiting for a result"));
    }
  }

  private void close() {
    subscriber.cancel();
    // Wakes a reader that waits in another thread.
    signals.add(new Signal(null, new IllegalStateException("The stream is closed")));
  }

  /** A result, or the end with the error there is. */
  private record Signal(BatchResult result, Throwable error) {}

  private final class Subscriber implements Flow.Subscriber<BatchResult> {
    private volatile Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public void onNext(BatchResult result) {
      signals.add(new Signal(result, null));
    }

    @Override
    public void onError(Throwable error) {
      signals.add(new Signal(null, error));
    }

    @Override
    public void onComplete() {
      signals.add(new Signal(null, null));
    }

    void request() {
      subscription.request(1);
    }

    void cancel() {
      subscription.cancel();
    }
  }
}
