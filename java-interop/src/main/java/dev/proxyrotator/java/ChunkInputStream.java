package dev.proxyrotator.java;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads a publisher of chunks. One chunk is asked for while another is being read, so that what is
 * held does not grow with the body. For one reading thread, as streams are; {@link #close()} may
 * come from another.
 */
final class ChunkInputStream extends InputStream {
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Subscriber subscriber = new Subscriber();
  private ByteBuffer chunk = ByteBuffer.allocate(0);
  private Signal end;
  private volatile boolean closed;

  private ChunkInputStream() {}

  /** Subscribes, and waits for the first chunk so that an early failure is thrown here. */
  static InputStream open(Flow.Publisher<ByteBuffer> publisher)
      throws IOException, InterruptedException {
    ChunkInputStream stream = new ChunkInputStream();
    publisher.subscribe(stream.subscriber);
    try {
      stream.receive();
    } catch (InterruptedException interrupted) {
      stream.close();
      throw interrupted;
    }
    return stream;
  }

  @Override
  public int read() throws IOException {
    return hasBytes() ? chunk.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) return 0;
    if (!hasBytes()) return -1;
    int count = Math.min(length, chunk.remaining());
    chunk.get(target, offset, count);
    return count;
  }

  @Override
  public int available() {
    return chunk.remaining();
  }

  @Override
  public void close() {
    closed = true;
    subscriber.cancel();
    // Wakes a reader that waits in another thread.
    signals.add(new Signal(null, new IOException("The stream is closed")));
  }

  private boolean hasBytes() throws IOException {
    if (closed) throw new IOException("The stream is closed");
    try {
      while (!chunk.hasRemaining() && (end == null || end.error != null)) receive();
    } catch (InterruptedException interrupted) {
      close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for the body");
    }
    return chunk.hasRemaining();
  }

  private void receive() throws IOException, InterruptedException {
    Signal signal = end == null ? signals.take() : end;
    if (signal.chunk == null) {
      end = signal;
      if (signal.error != null) throw Rethrow.ioOrUnchecked(signal.error);
    } else {
      chunk = signal.chunk;
      subscriber.request();
    }
  }

  /** A chunk, or the end with the error there is. */
  private record Signal(ByteBuffer chunk, Throwable error) {}

  private final class Subscriber implements Flow.Subscriber<ByteBuffer> {
    private volatile Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      request();
    }

    @Override
    public void onNext(ByteBuffer chunk) {
      signals.add(new Signal(chunk, null));
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
