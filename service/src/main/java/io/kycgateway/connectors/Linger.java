package io.kycgateway.connectors;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads and discards what still arrives on a connection after its last response, and then closes
 * it. Closing it over unread bytes would reset it, and a client that is still sending would lose
 * the response. Bounded in time and bytes; holds no thread.
 */
final class Linger implements Callback {
  private static final String ATTRIBUTE = Linger.class.getName();
  private static final long MAX_IDLE_MILLIS = 5_000;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final int BUFFER_BYTES = 16 * 1024;

  private final HttpConnection connection;
  private final EndPoint endPoint;
  private final Runnable end;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final long started = System.nanoTime();
  private final AtomicLong bytes = new AtomicLong();
  private volatile long bytesAtLastCheck = -1;
  private volatile Scheduler.Task check;

  /**
   * For one connection.
   *
   * @param end called once, when the connection is closed
   */
  Linger(HttpConnection connection, Runnable end) {
    this.connection = connection;
    this.endPoint = connection.getEndPoint();
    this.end = end;
    this.check = () -> false;
  }

  /** Whether the connection only waits for the client to notice its last response. */
  static boolean isLingering(HttpConnection connection) {
    return connection.getAttribute(ATTRIBUTE) != null;
  }

  void start() {
    connection.setAttribute(ATTRIBUTE, true);
    if (!(endPoint instanceof SslConnection.SslEndPoint)) {
      // So that a client which reads to the end of the connection need not wait. Over TLS the same
      // would stop the reading as well.
      endPoint.shutdownOutput();
    }
    scheduleCheck();
    succeeded();
  }

  private void scheduleCheck() {
    check =
        connection
            .getConnector()
            .getScheduler()
            .schedule(this::check, MAX_IDLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void check() {
    if (bytes.get() == bytesAtLastCheck || System.nanoTime() - started > MAX_NANOS) {
      end();
    } else if (!ended.get()) {
      bytesAtLastCheck = bytes.get();
      scheduleCheck();
    }
  }

  /** Bytes have arrived. */
  @Override
  public void succeeded() {
    ByteBufferPool buffers = connection.getConnector().getByteBufferPool();
    RetainableByteBuffer buffer = buffers.acquire(BUFFER_BYTES, false);
    try {
      int filled = endPoint.fill(buffer.getByteBuffer());
      while (filled > 0 && bytes.get() < MAX_BYTES) {
        bytes.addAndGet(filled);
        BufferUtil.clear(buffer.getByteBuffer());
        filled = endPoint.fill(buffer.getByteBuffer());
      }
      if (filled != 0 || !isReading()) {
        end();
      }
    } catch (IOException e) {
      end();
    } finally {
      buffer.release();
    }
  }

  private boolean isReading() {
    if (endPoint.isFillInterested() && endPoint instanceof AbstractEndPoint abandoned) {
      // The exchange ended while it waited for more of its body.
      boolean unused = abandoned.getFillInterest().fillable();
    }
    return endPoint.tryFillInterested(this);
  }

  /** The connection is gone. */
  @Override
  public void failed(Throwable reason) {
    end();
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      boolean unused = check.cancel();
      endPoint.close();
      end.run();
    }
  }
}
