package io.kycgateway.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A module that keeps its connections, answers requests in groups, and can lose all of them. */
public final class KeepAliveModule implements AutoCloseable {
  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"score\": 0.9}"
          .getBytes(StandardCharsets.US_ASCII);

  /** How its idle connections end. */
  public enum End {
    /** Closed in order. */
    CLOSE,
    /** Closed in one direction only: it sends no more, and would still read. */
    HALF_CLOSE,
    /** Reset. */
    RESET,
    /** Closed with the listener, which then listens on the same port again. */
    RESTART
  }

  private final CyclicBarrier group;
  private final List<Socket> connections = new ArrayList<>();
  private ServerSocket listener;
  private Thread acceptor;
  private int accepted;

  /**
   * Starts it.
   *
   * @param groupSize how many requests must have come in before each of them is answered
   */
  public KeepAliveModule(int groupSize) throws IOException {
    group = new CyclicBarrier(groupSize);
    listener = listen(0);
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  /** Connections that it has accepted. */
  public synchronized int accepted() {
    return accepted;
  }

  /** Ends all connections; it goes on accepting new ones. */
  public void endConnections(End end) throws IOException, InterruptedException {
    int port = listener.getLocalPort();
    if (end == End.RESTART) {
      listener.close();
      // The port is free only once no thread is in accept any more.
      acceptor.join();
    }
    List<Socket> ended;
    synchronized (this) {
      ended = List.copyOf(connections);
      connections.clear();
    }
    for (Socket connection : ended) {
      switch (end) {
        case HALF_CLOSE -> connection.shutdownOutput();
        case RESET -> {
          // To close without lingering sends a reset.
          connection.setSoLinger(true, 0);
          connection.close();
        }
        default -> connection.close();
      }
    }
    if (end == End.RESTART) {
      listener = listen(port);
    }
  }

  private ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    acceptor =
        DaemonThread.start(
            "keep-alive-module",
            () -> {
              while (true) {
                Socket connection = socket.accept();
                synchronized (this) {
                  connections.add(connection);
                  accepted++;
                }
                Thread unused = DaemonThread.start("keep-alive-module", () -> serve(connection));
              }
            });
    return socket;
  }

  private void serve(Socket connection)
      throws IOException, InterruptedException, BrokenBarrierException {
    InputStream in = new BufferedInputStream(connection.getInputStream());
    while (true) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return;
        }
        head.append((char) b);
      }
      Matcher length = CONTENT_LENGTH.matcher(head);
      if (length.find()) {
        in.skipNBytes(Long.parseLong(length.group(1)));
      }
      // A thread that waits in the kernel may be handed what came after the close, and sent again.
      if (connection.isClosed()) {
        return;
      }
      if (connection.isOutputShutdown()) {
        continue;
      }
      int unused = group.await();
      connection.getOutputStream().write(ANSWER);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    listener.close();
    endConnections(End.CLOSE);
  }
}
