package io.kycgateway.chaos.scene;

import io.kycgateway.testing.RedisProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The shared store, and what happens to it. */
public final class Store implements AutoCloseable {
  private static final String INFO = "process_id:";

  private final RedisProcess redis = RedisProcess.start();

  /** Starts it, empty and without a password. */
  public Store() throws IOException {}

  /** Where it listens, whether it lives or not. */
  public String url() {
    return redis.url();
  }

  /** Ends it. */
  public void kill() {
    redis.kill();
  }

  /** Starts it again on its port, empty. */
  public void restart() throws IOException {
    redis.restart();
  }

  /** Sends commands on one connection, and gives the first line of each reply. */
  public String tell(String... commands) throws IOException {
    StringBuilder replies = new StringBuilder();
    URI url = URI.create(redis.url());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        String reply = in.readLine();
        if (reply == null || reply.startsWith("-")) {
          throw new IOException(command + ": " + reply);
        }
        replies.append(reply).append('\n');
      }
    }
    return replies.toString();
  }

  /** Its process. */
  public long pid() throws IOException {
    URI url = URI.create(redis.url());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.getOutputStream().write("INFO server\r\n".getBytes(StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(INFO)) {
          return Long.parseLong(line.substring(INFO.length()));
        }
      }
      throw new IOException("INFO without a process id");
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
