package io.kycgateway.chaos;

import static io.kycgateway.chaos.scene.Outcome.OVERLOADED;
import static io.kycgateway.chaos.scene.Outcome.VERIFIED;

import io.kycgateway.chaos.scene.Bodies;
import io.kycgateway.chaos.scene.Connection;
import io.kycgateway.chaos.scene.Crowd;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Repeater;
import io.kycgateway.chaos.scene.Scene;
import io.kycgateway.chaos.scene.Traffic;
import io.kycgateway.testing.ProcessSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What other clients do: to the ordinary ones nothing may happen. */
final class ClientFaultRows {
  private static final String GROUP = "Clients";
  private static final int PIPELINED = 5;
  private static final int BURST = 5;

  private ClientFaultRows() {}

  static List<Fault> all() {
    return List.of(
        others("disconnects", "500 clients leave in mid-request")
            .allows(OVERLOADED)
            .by(
                scene -> {
                  Crowd crowd = Crowd.idle(scene, 500);
                  crowd.verify();
                  crowd.close();
                  return () -> {};
                }),
        others("broken bodies", "500 clients leave within their bodies")
            .by(
                scene -> {
                  Crowd.sending(scene, 500, Crowd.begun(true)).close();
                  return () -> {};
                }),
        others("slow senders", "1,300 connections send a byte a second of their bodies")
            .by(scene -> dripping(scene, 1_300, Crowd.begun(true))),
        others("slow senders without a key", "1,300 connections without a key do the same")
            .by(scene -> dripping(scene, 1_300, Crowd.begun(false))),
        others("slow heads", "500 connections send a byte a second of their heads")
            .by(scene -> dripping(scene, 500, "POST /v1/verifications HTTP/1.1\r\nX: ")),
        others("idle connections", "500 connections on which nothing comes")
            .by(scene -> Crowd.idle(scene, 500)::close),
        others("burst", "five times as many requests")
            .allows(OVERLOADED)
            .by(
                scene -> {
                  scene.traffic().rate(BURST * scene.form().rate());
                  return () -> scene.traffic().rate(scene.form().rate());
                }),
        others("scrape storm", "scrapes without a pause on two connections")
            .by(
                scene -> {
                  Repeater one = Repeater.every(Duration.ZERO, scene.gateway()::scrape);
                  Repeater two = Repeater.every(Duration.ZERO, scene.gateway()::scrape);
                  return () -> {
                    one.close();
                    two.close();
                  };
                }),
        others("pipelining", "five requests at once on a connection, again and again")
            .by(
                scene -> {
                  Repeater client = Repeater.every(Duration.ofMillis(100), () -> pipeline(scene));
                  return client::close;
                }),
        others("wrong passwords", "scrapes with a wrong password without a pause")
            .counts("kyc_admin_auth_failures_total")
            .alerts("AdminPasswordGuessing")
            .by(
                scene -> {
                  Repeater guesser =
                      Repeater.every(
                          Duration.ofMillis(5),
                          () -> scene.gateway().scrapeStatus("not " + ProcessSettings.PASSWORD));
                  return guesser::close;
                }));
  }

  private static Fault others(String name, String how) {
    return Fault.of(GROUP, name, how).promises(VERIFIED);
  }

  private static Fault.End dripping(Scene scene, int number, String start) {
    Crowd crowd = Crowd.sending(scene, number, start);
    Repeater dripper = Repeater.every(Duration.ofSeconds(1), crowd::drip);
    return () -> {
      dripper.close();
      crowd.close();
    };
  }

  private static void pipeline(Scene scene) throws IOException {
    byte[] request = Traffic.request(Bodies.small().getBytes(StandardCharsets.UTF_8));
    List<Long> began = new ArrayList<>();
    try (Connection connection = new Connection(scene.gateway().port())) {
      for (int i = 0; i < PIPELINED; i++) {
        began.add(System.nanoTime());
        connection.write(request);
      }
      for (long begin : began) {
        scene.tally().extra(Outcome.of(connection.read()), System.nanoTime() - begin);
      }
    }
  }
}
