package io.kycgateway.rehearsal;

import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests with an Idempotency-Key that are repeated at each gateway, without the load balancer: it
 * would give a repetition to the gateway that has just become less busy, the one of the response.
 */
final class Replays {
  private final URI loadBalancer;
  private final List<URI> gateways;
  private final LongAdder compared = new LongAdder();

  Replays(URI loadBalancer, List<URI> gateways) {
    this.loadBalancer = loadBalancer;
    this.gateways = gateways;
  }

  /**
   * Sends one, and repeats it at each gateway that is there.
   *
   * @return what was not as it should be; empty: nothing
   */
  String once(String key) {
    byte[] request = request(key);
    Outcome first;
    try {
      first = Outcome.of(RawHttp.exchange(loadBalancer, request));
    } catch (IOException e) {
      return "with a key: " + e;
    }
    if (!first.isVerified()) {
      return "with a key: " + first.text();
    }
    for (URI gateway : gateways) {
      Outcome second = repeat(gateway, request);
      if (second.isVerified()) {
        compared.increment();
        if (!second.verification().equals(first.verification())) {
          return "two for one key, at two gateways";
        }
      }
    }
    return "";
  }

  // One that stops or starts is of no concern here.
  private static Outcome repeat(URI gateway, byte[] request) {
    try {
      return Outcome.of(RawHttp.exchange(gateway, request));
    } catch (IOException e) {
      return Outcome.lost();
    }
  }

  private static byte[] request(String key) {
    byte[] body = Requests.genuine().getBytes(StandardCharsets.UTF_8);
    String head =
        RawHttp.headAs(
            key,
            "Idempotency-Key: \"" + UUID.randomUUID() + "\"",
            "Connection: close",
            "Content-Length: " + body.length);
    return (head + "\r\n" + Requests.genuine()).getBytes(StandardCharsets.UTF_8);
  }

  /** Repetitions that had a response. */
  long compared() {
    return compared.sum();
  }
}
