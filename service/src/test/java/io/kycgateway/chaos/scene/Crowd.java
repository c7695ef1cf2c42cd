package io.kycgateway.chaos.scene;

import io.kycgateway.testing.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many connections of other clients at once. */
public final class Crowd implements AutoCloseable {
  private final Scene scene;
  private final List<Connection> connections = new ArrayList<>();

  private Crowd(Scene scene) {
    this.scene = scene;
  }

  /** Connections on which nothing is sent; in the fast form a fifth as many. */
  public static Crowd idle(Scene scene, int number) {
    return sending(scene, number, "");
  }

  /** Connections on which that is sent, and nothing after it; in the fast form a fifth as many. */
  public static Crowd sending(Scene scene, int number, String start) {
    Crowd crowd = new Crowd(scene);
    byte[] bytes = start.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < scene.form().clients(number); i++) {
      try {
        Connection connection = new Connection(scene.gateway().port());
        crowd.connections.add(connection);
        connection.write(bytes);
      } catch (IOException e) {
        // The gateway may refuse it.
      }
    }
    return crowd;
  }

  /** The begin of a verification request whose body of 4,000 bytes does not come. */
  public static String begun(boolean withKey) {
    String head = RawHttp.head("Content-Length: 4000") + "\r\n{";
    return withKey ? head : head.replaceFirst("Authorization: [^\r]*\r\n", "");
  }

  /** A byte more on each. */
  public void drip() {
    for (Connection connection : connections) {
      try {
        connection.write(new byte[] {' '});
      } catch (IOException e) {
        // The gateway has ended it.
      }
    }
  }

  /** Each sends a whole verification request; {@link #close} leaves before the response. */
  public void verify() {
    byte[] request = Traffic.request(Bodies.small().getBytes(StandardCharsets.UTF_8));
    for (Connection connection : connections) {
      try {
        scene.tally().abandon();
        connection.write(request);
      } catch (IOException e) {
        // It counts as one that left.
      }
    }
  }

  @Override
  public void close() {
    connections.forEach(Connection::close);
  }
}
