package io.kycgateway.chaos.scene;

import io.kycgateway.testing.FaultServer;
import io.kycgateway.testing.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The five modules, each of the kind that its faults need: liveness has a name and a network,
 * face_match a process, ocr and antifraud are faulty at the level of sockets, decision is well.
 */
public final class Modules implements AutoCloseable {
  private static final String NAME = "liveness.chaos.test";

  private final Path hosts;
  private final Simulation others;
  private final Simulation faceMatch;
  private final FaultServer ocr;
  private final FaultServer antifraud;
  private final SlowProxy network;
  private final int othersPort = RedisProcess.freePort();
  private final int faceMatchPort = RedisProcess.freePort();
  private final int networkPort = RedisProcess.freePort();

  /** Starts them, and waits until all answer. */
  public Modules(Path folder) throws IOException {
    hosts = folder.resolve("hosts");
    restoreName();
    others = Simulation.start(folder, othersPort);
    faceMatch = Simulation.start(folder, faceMatchPort);
    network = SlowProxy.start(networkPort, othersPort);
    ocr = FaultServer.start("ocr");
    antifraud = FaultServer.start("antifraud");
    others.awaitReady();
    faceMatch.awaitReady();
  }

  /** Their URLs, as variables of config.yml. */
  public Map<String, String> environment() {
    return Map.of(
        "KYC_LIVENESS_URL", "http://" + NAME + ":" + networkPort + "/liveness",
        "KYC_OCR_URL", ocr.url(),
        "KYC_FACE_MATCH_URL", "http://127.0.0.1:" + faceMatchPort + "/face_match",
        "KYC_ANTIFRAUD_URL", antifraud.url(),
        "KYC_DECISION_URL", "http://127.0.0.1:" + othersPort + "/decision");
  }

  /** The file by which the gateway resolves names. */
  public Path hosts() {
    return hosts;
  }

  /** The name of liveness is unknown from now on. */
  public void removeName() throws IOException {
    Files.writeString(hosts, "127.0.0.1 " + InetAddress.getLocalHost().getHostName() + "\n");
  }

  /** It resolves again. */
  public void restoreName() throws IOException {
    removeName();
    Files.writeString(hosts, Files.readString(hosts) + "127.0.0.1 " + NAME + "\n");
  }

  /** The network before liveness. */
  public SlowProxy network() {
    return network;
  }

  /** face_match's process. */
  public Simulation faceMatch() {
    return faceMatch;
  }

  /** The module ocr. */
  public FaultServer ocr() {
    return ocr;
  }

  /** The module antifraud. */
  public FaultServer antifraud() {
    return antifraud;
  }

  @Override
  public void close() throws IOException {
    network.close();
    others.close();
    faceMatch.close();
    ocr.close();
    antifraud.close();
  }
}
