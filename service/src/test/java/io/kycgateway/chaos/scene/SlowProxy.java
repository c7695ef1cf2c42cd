package io.kycgateway.chaos.scene;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between the gateway and a module: as it should be, slow, or one that swallows. */
public final class SlowProxy implements AutoCloseable {
  private static final int PART = 256;
  private static final int BACKLOG = 1024;

  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean swallows;

  private SlowProxy(int target, int port) throws IOException {
    this.target = target;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
  }

  /** A way from that port, 0: a free one, to the other one. */
  public static SlowProxy start(int port, int target) throws IOException {
    SlowProxy proxy = new SlowProxy(target, port);
    daemon(proxy::accept);
    return proxy;
  }

  /** The port that it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Each part of 256 bytes takes that long. */
  public void delay(Duration each) {
    delay = each;
  }

  /** Takes what is sent, and delivers nothing: neither bytes nor the end of a connection. */
  public void swallow(boolean on) {
    swallows = on;
  }

  /** Ends all connections. */
  public void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = listener.accept();
      sockets.add(near);
      Thread unused = daemon(() -> join(near));
    }
  }

  private void join(Socket near) throws IOException {
    try (Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(far);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread back = daemon(() -> copy(far, near));
      copy(near, far);
      back.join();
      sockets.remove(far);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      near.close();
      sockets.remove(near);
    }
  }

  private void copy(Socket from, Socket to) throws IOException {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] part = new byte[PART];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        if (swallows) {
          continue;
        }
        Pause.of(delay);
        out.write(part, 0, read);
      }
      if (!swallows) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      // As a network does it: what happens to one side happens to the other.
      from.close();
      to.close();
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static Thread daemon(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // A socket was closed: that is its end.
              }
            },
            "chaos-proxy");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
