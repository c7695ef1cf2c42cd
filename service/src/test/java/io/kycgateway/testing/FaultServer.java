package io.kycgateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A module at the level of sockets, for the faults that no HTTP server can be talked into. */
public final class FaultServer implements AutoCloseable {
  private static final int MAX_BACKLOG = 64;

  /** Of a module that is well: a gateway may connect as often as it has verifications at once. */
  private static final int BACKLOG = 1024;

  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  /** What happens on a connection once a request has come in. */
  @FunctionalInterface
  private interface Behaviour {
    void answer(Socket connection) throws IOException, InterruptedException;
  }

  private final int port;
  private final Behaviour good;
  // Without the monitor: who holds it waits for the thread that accepts, and keeps them.
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytesSent = new AtomicLong();
  private volatile CountDownLatch end = new CountDownLatch(1);
  private volatile Behaviour behaviour;
  private volatile boolean early;
  private volatile UnaryOperator<String> byBody;
  private ServerSocket listener;
  private ServerSocket unaccepted;
  private Thread acceptor;

  private FaultServer(String goodAnswer) throws IOException {
    good =
        connection -> send(connection, head("Content-Length: " + goodAnswer.length()) + goodAnswer);
    behaviour = good;
    listener = listen(0, BACKLOG);
    port = listener.getLocalPort();
    accept(listener);
  }

  /** Starts a module that is well. */
  public static FaultServer start(String module) throws IOException {
    return new FaultServer(
        module.equals("decision")
            ? "{\"status\": \"VERIFIED\", \"confidence_score\": 0.9}"
            : "{\"score\": 0.9}");
  }

  /** It is well again; nothing is counted yet. */
  public synchronized void recover() throws IOException {
    behaviour = good;
    early = false;
    byBody = null;
    // The connections on which it was silent end.
    end.countDown();
    end = new CountDownLatch(1);
    if (unaccepted != null) {
      unaccepted.close();
    }
    if (listener.isClosed()) {
      listener = listen(port, BACKLOG);
      accept(listener);
    }
    requests.set(0);
    bytesSent.set(0);
  }

  /** Stops listening: connections are refused. */
  public synchronized void refuse() throws IOException, InterruptedException {
    listener.close();
    // The port is free only once no thread is in accept any more.
    acceptor.join();
  }

  /** Accepts nothing any more, and its backlog is full: connections time out. */
  public synchronized void fillBacklog() throws IOException, InterruptedException {
    refuse();
    // Kept open, but never accepted from.
    ServerSocket full = listen(port, 1);
    for (int i = 0; i < MAX_BACKLOG; i++) {
      Socket filler = new Socket();
      keep(filler);
      try {
        filler.connect(full.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException e) {
        unaccepted = full;
        return;
      }
    }
    full.close();
    throw new IOException("the backlog did not fill up");
  }

  /** Reads a request and resets the connection. */
  public void resetConnections() {
    behaviour = FaultServer::reset;
  }

  /** Answers in part and resets the connection. */
  public void resetInMidBody() {
    behaviour =
        connection -> {
          send(connection, head("Content-Length: 100") + "{\"score\": 0.9, ");
          reset(connection);
        };
  }

  /** Reads a request and never answers. */
  public void beSilent() {
    behaviour = this::awaitEnd;
  }

  /** Answers in part and then no more. */
  public void stall() {
    behaviour =
        connection -> {
          send(connection, head("Content-Length: 100") + "{\"score\": 0.9, ");
          awaitEnd(connection);
        };
  }

  /** Answers a byte now and then, so that no read times out, and never to the end. */
  public void drip() {
    behaviour =
        connection -> {
          send(connection, head("Content-Length: 1000000") + "{\"score\": 0.9");
          CountDownLatch ended = end;
          while (!ended.await(20, TimeUnit.MILLISECONDS)) {
            send(connection, " ");
          }
        };
  }

  /** Answers with a body that does not end, as fast as it is taken. */
  public void flood(boolean announced) {
    String start = announced ? "Content-Length: 100000000000" : "Transfer-Encoding: chunked";
    String part = " ".repeat(0x10000);
    behaviour =
        connection -> {
          send(connection, head(start));
          while (true) {
            send(connection, announced ? part : "10000\r\n" + part + "\r\n");
          }
        };
  }

  /** Answers with those bytes, then closes the connection. */
  public void answer(String bytes) {
    behaviour = connection -> send(connection, bytes);
  }

  /**
   * Answers with bytes that depend on the request's body, then closes the connection.
   *
   * @param answer the bytes for a body
   */
  public void answerByBody(UnaryOperator<String> answer) {
    byBody = answer;
  }

  /** Answers with those bytes once it has read the head of a request, and closes at once. */
  public void answerEarly(String bytes) {
    behaviour = connection -> send(connection, bytes);
    early = true;
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** Requests that came in since it last recovered. */
  public int requests() {
    return requests.get();
  }

  /** Bytes that could be sent since it last recovered. */
  public long bytesSent() {
    return bytesSent.get();
  }

  private static ServerSocket listen(int port, int backlog) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
    return socket;
  }

  private void accept(ServerSocket from) {
    acceptor =
        DaemonThread.start(
            "fault-server",
            () -> {
              while (true) {
                Socket connection = from.accept();
                keep(connection);
                DaemonThread.start("fault-server", () -> serve(connection));
              }
            });
  }

  private void serve(Socket connection) throws IOException, InterruptedException {
    try (connection) {
      String body = readRequest(connection.getInputStream(), !early);
      requests.incrementAndGet();
      UnaryOperator<String> answer = byBody;
      if (answer != null) {
        send(connection, answer.apply(body));
      } else {
        behaviour.answer(connection);
      }
    } finally {
      forget(connection);
    }
  }

  // With the body if the connection is not to be reset: closing a socket with unread bytes is one.
  private static String readRequest(InputStream in, boolean withBody) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no request");
      }
      head.append((char) b);
    }
    Matcher length = CONTENT_LENGTH.matcher(head);
    if (!withBody || !length.find()) {
      return "";
    }
    return new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
  }

  private void send(Socket connection, String text) throws IOException {
    OutputStream out = connection.getOutputStream();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    out.flush();
    bytesSent.addAndGet(bytes.length);
  }

  private static String head(String header) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + header
        + "\r\n\r\n";
  }

  private void awaitEnd(Socket connection) throws InterruptedException {
    end.await();
  }

  private static void reset(Socket connection) throws IOException {
    // To close without lingering sends a reset.
    connection.setSoLinger(true, 0);
    connection.close();
  }

  private void keep(Socket socket) {
    sockets.add(socket);
  }

  private void forget(Socket socket) {
    sockets.remove(socket);
  }

  @Override
  public synchronized void close() {
    end.countDown();
    try {
      listener.close();
      if (unaccepted != null) {
        unaccepted.close();
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
