package io.kycgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/**
 * A real Redis on a free port of this machine, without persistence; it can die and come back empty.
 */
public final class RedisProcess implements AutoCloseable {
  private static final int START_ATTEMPTS = 3;

  private final int port;
  private RedisServer server;

  private RedisProcess(int port) throws IOException {
    this.port = port;
    this.server = launch(port);
  }

  /** Starts it. */
  public static RedisProcess start() throws IOException {
    IOException taken = null;
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      try {
        return new RedisProcess(freePort());
      } catch (IOException e) {
        // Another process may have taken the port meanwhile.
        taken = e;
      }
    }
    throw taken;
  }

  /** A port on which nothing listens. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static RedisServer launch(int port) throws IOException {
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    server.start();
    return server;
  }

  /** Where it listens, whether it lives or not. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public void kill() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again on its port, empty. */
  public void restart() throws IOException {
    server = launch(port);
  }

  @Override
  public void close() {
    kill();
  }
}
