package io.kycgateway.connectors;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionExecutorTest {
  private final Queue<Runnable> handedOver = new ConcurrentLinkedQueue<>();
  private final QueuedThreadPool threads =
      new QueuedThreadPool() {
        @Override
        public void execute(Runnable task) {
          if (task instanceof HttpConnection) {
            handedOver.add(task);
          }
          super.execute(task);
        }
      };
  private final Server server = new Server(threads);
  private final ServerConnector connector =
      new ServerConnector(
          server, new ConnectionExecutor(threads), null, null, 1, 1, new HttpConnectionFactory());

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new RespondingOnAnotherThread());
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void keptConnection_oneRequestAfterTheOther_isNotHandedToAnotherThread() throws IOException {
    try (Client client = new Client()) {
      for (String path : List.of("/1", "/2", "/3")) {
        client.send(path);
        assertThat(client.response()).isEqualTo(path);
      }
    }
    assertThat(handedOver).isEmpty();
  }

  // Each request of a batch begins in the completion of the one before.
  @Test
  void keptConnection_thousandsOfRequestsAtOnce_areRespondedToInOrder() throws Exception {
    List<String> paths = IntStream.range(0, 5_000).mapToObj(i -> "/" + i).toList();
    try (Client client = new Client()) {
      Thread sending = new Thread(() -> paths.forEach(client::send));
      sending.start();
      for (String path : paths) {
        assertThat(client.response()).isEqualTo(path);
      }
      sending.join();
    }
    assertThat(handedOver).isEmpty();
  }

  private final class RespondingOnAnotherThread extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String path = request.getHttpURI().getPath();
      ByteBuffer body = ByteBuffer.wrap((path + "\r\n").getBytes(US_ASCII));
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
      threads.execute(() -> response.write(true, body, callback));
      return true;
    }
  }

  private final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    void send(String path) {
      try {
        socket
            .getOutputStream()
            .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(US_ASCII));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String response() throws IOException {
      assertThat(in.readLine()).startsWith("HTTP/1.1 200");
      while (!in.readLine().isEmpty()) {
        // head
      }
      return in.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
