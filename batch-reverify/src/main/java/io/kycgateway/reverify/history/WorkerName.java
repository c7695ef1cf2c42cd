package io.kycgateway.reverify.history;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The name by which a worker owns leases: unique, and of use to who looks into the database. */
public final class WorkerName {
  private static final int RANDOM_BYTES = 8;

  private WorkerName() {}

  /** A new one for this process. */
  public static String ofThisProcess() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return "pid-" + ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(random);
  }
}
