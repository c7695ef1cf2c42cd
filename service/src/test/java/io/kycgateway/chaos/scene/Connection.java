package io.kycgateway.chaos.scene;

import io.kycgateway.testing.RawHttp;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A client's connection to the gateway. */
public final class Connection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  /** How long a client waits for the next byte, unless it says otherwise. */
  static final Duration SILENCE = Duration.ofSeconds(20);

  private final Socket socket = new Socket();
  private final InputStream in;
  private boolean used;
  private long lastUse = System.nanoTime();

  /** Connects to that port of this machine. */
  public Connection(int port) throws IOException {
    this(port, SILENCE);
  }

  /**
   * The same with another patience.
   *
   * @param silence how long it waits for the next byte
   */
  Connection(int port, Duration silence) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Whether it has had a response before. */
  public boolean isUsed() {
    return used;
  }

  /** Whether it had no response for so long. */
  public boolean isIdleFor(Duration time) {
    return System.nanoTime() - lastUse > time.toNanos();
  }

  /** Sends bytes. */
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Reads one response. */
  public RawHttp.Answer read() throws IOException {
    RawHttp.Answer answer = RawHttp.read(in);
    used = true;
    lastUse = System.nanoTime();
    return answer;
  }

  /** Waits for the other side to end it; whatever comes is dropped. */
  public void awaitEnd() throws IOException {
    while (in.read() >= 0) {
      // Not for us.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
