package dev.proxyrotator.java;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What a publisher says, kept until a thread takes it. Nothing comes that {@link #request()} has
 * not asked for.
 */
final class Signals<T> implements Flow.Subscriber<T> {
  private final BlockingQueue<Signal<T>> queue = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;

  /** An item, or the end with the error there is. */
  record Signal<T>(T item, Throwable error) {}

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
  }

  @Override
  public void onNext(T item) {
    queue.add(new Signal<>(item, null));
  }

  @Override
  public void onError(Throwable error) {
    queue.add(new Signal<>(null, error));
  }

  @Override
  public void onComplete() {
    queue.add(new Signal<>(null, null));
  }

  void request() {
    subscription.request(1);
  }

  /** Waits for the next signal. */
  Signal<T> take() throws InterruptedException {
    return queue.take();
  }

  void cancel() {
    subscription.cancel();
  }

  /** Cancels, and wakes with {@code reason} whoever waits in another thread. */
  void close(Throwable reason) {
    cancel();
    onError(reason);
  }
}
