package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes as many pieces as it is asked for, up to {@code count}, in the thread that asks; then
 * an error or the end.
 */
final class Pieces implements Flow.Publisher<ByteBuffer> {
  final AtomicLong published = new AtomicLong();
  final AtomicLong subscriptions = new AtomicLong();
  final CountDownLatch cancelled = new CountDownLatch(1);
  private final byte[] piece;
  private final long count;
  private final Throwable error;

  private Pieces(byte[] piece, long count, Throwable error) {
    this.piece = piece;
    this.count = count;
    this.error = error;
  }

  static Pieces of(String piece, long count) {
    return new Pieces(piece.getBytes(UTF_8), count, null);
  }

  static Pieces ofSize(int size, long count) {
    return new Pieces(new byte[size], count, null);
  }

  /** {@code piece} and then {@code error}. */
  static Pieces failing(String piece, Throwable error) {
    return new Pieces(piece.getBytes(UTF_8), 1, error);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriptions.incrementAndGet();
    subscriber.onSubscribe(
        new Flow.Subscription() {
          private boolean ended;

          @Override
          public void request(long demand) {
            for (long i = 0; i < demand && published.get() < count; i++) {
              published.incrementAndGet();
              subscriber.onNext(ByteBuffer.wrap(piece));
            }
            if (published.get() < count || ended) return;
            ended = true;
            if (error == null) subscriber.onComplete();
            else subscriber.onError(error);
          }

          @Override
          public void cancel() {
            cancelled.countDown();
          }
        });
  }
}
