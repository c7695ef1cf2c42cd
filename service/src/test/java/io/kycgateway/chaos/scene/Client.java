package io.kycgateway.chaos.scene;

import io.kycgateway.testing.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** Sends requests on connections that it keeps, as a load balancer does. Thread-safe. */
public final class Client implements AutoCloseable {
  /** Less than the 60 s of deploy/haproxy and the 75 s of config.yml. */
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final int port;
  private final Duration silence;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  /** Of the gateway on that port of this machine. */
  public Client(int port) {
    this(port, Connection.SILENCE);
  }

  /** The same with another patience: how long it waits for the next byte. */
  Client(int port, Duration silence) {
    this.port = port;
    this.silence = silence;
  }

  /**
   * Sends a request and waits for what comes of it. A kept connection may end while a request is on
   * its way to it; then it is sent again on a new one, as RFC 9110 has it. Were the first one
   * accepted after all, the counters would show one verification more than there were responses.
   */
  public Outcome exchange(byte[] request, Tally tally) {
    Connection kept = kept();
    if (kept != null) {
      Outcome outcome = exchange(kept, request);
      if (!outcome.equals(Outcome.lost())) {
        return outcome;
      }
      tally.stale();
    }
    try {
      return exchange(new Connection(port, silence), request);
    } catch (ConnectException e) {
      return Outcome.refused();
    } catch (IOException e) {
      return Outcome.lost();
    }
  }

  // As clients should, it ends idle connections before the other side does, which may do so
  // just as a request is sent.
  private @Nullable Connection kept() {
    Connection youngest = idle.pollFirst();
    if (youngest != null && youngest.isIdleFor(IDLE)) {
      youngest.close();
      close();
      return null;
    }
    return youngest;
  }

  private Outcome exchange(Connection connection, byte[] request) {
    boolean keep = false;
    try {
      connection.write(request);
      RawHttp.Answer answer = connection.read();
      keep = !"close".equalsIgnoreCase(answer.headers().get("connection"));
      return Outcome.of(answer);
    } catch (IOException e) {
      return Outcome.lost();
    } finally {
      if (keep) {
        idle.addFirst(connection);
      } else {
        connection.close();
      }
    }
  }

  /** Ends the connections that it keeps. */
  @Override
  public void close() {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
  }
}
