package dev.proxyrotator.java;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;

/** A subscriber that asks for what the test asks for and keeps what comes. */
final class Recorder implements Flow.Subscriber<ByteBuffer> {
  final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  final CompletableFuture<Void> end = new CompletableFuture<>();
  final BlockingQueue<ByteBuffer> chunks = new LinkedBlockingQueue<>();

  static Recorder of(Flow.Publisher<ByteBuffer> publisher) {
    Recorder recorder = new Recorder();
    publisher.subscribe(recorder);
    return recorder;
  }

  Recorder request(long count) {
    subscription.join().request(count);
    return this;
  }

  /** All chunks together, after the end. */
  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer chunk : chunks) all.writeBytes(chunk.array());
    return all.toByteArray();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription.complete(subscription);
  }

  @Override
  public void onNext(ByteBuffer chunk) {
    chunks.add(chunk);
  }

  @Override
  public void onError(Throwable error) {
    end.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
