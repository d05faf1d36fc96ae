package dev.proxyrotator.java;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Reads a publisher of chunks. One chunk is asked for while another is being read, so that what is
 * held does not grow with the body. For one reading thread, as streams are; {@link #close()} may
 * come from another.
 */
final class ChunkInputStream extends InputStream {
  private final Signals<ByteBuffer> signals = new Signals<>();
  private ByteBuffer chunk = ByteBuffer.allocate(0);
  private Signals.Signal<ByteBuffer> end;
  private volatile boolean closed;

  private ChunkInputStream() {}

  /** Subscribes, and waits for the first chunk so that an early failure is thrown here. */
  static InputStream open(Flow.Publisher<ByteBuffer> publisher)
      throws IOException, InterruptedException {
    ChunkInputStream stream = new ChunkInputStream();
    publisher.subscribe(stream.signals);
    stream.signals.request();
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
    signals.close(new IOException("The stream is closed"));
  }

  private boolean hasBytes() throws IOException {
    if (closed) throw new IOException("The stream is closed");
    try {
      while (!chunk.hasRemaining() && (end == null || end.error() != null)) receive();
    } catch (InterruptedException interrupted) {
      close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for the body");
    }
    return chunk.hasRemaining();
  }

  private void receive() throws IOException, InterruptedException {
    Signals.Signal<ByteBuffer> signal = end == null ? signals.take() : end;
    if (signal.item() == null) {
      end = signal;
      if (signal.error() != null) throw Rethrow.ioOrUnchecked(signal.error());
    } else {
      chunk = signal.item();
      signals.request();
    }
  }
}
