package io.kycgateway.connectors;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * How the file descriptors of this process are divided, so that none of its parts ever finds them
 * used up: what is beyond a part waits or is refused, and is never lost.
 *
 * @param limit the most that the process may have open (nofile)
 * @param verifications that may be in flight, from 1 to the configured maximum
 * @param connections of clients
 * @param adminConnections of clients of the admin connector
 * @param needed what the configured maximum of verifications would take
 */
public record DescriptorBudget(
    long limit, int verifications, int connections, int adminConnections, long needed) {
  /** Files, listeners, selectors, the log, the store. */
  private static final int PROCESS = 48;

  /** Selectors and their wake-up descriptors come by the processor. */
  private static final int PER_PROCESSOR = 4;

  /** A connection to each of five modules, and one for calls that were cancelled and still end. */
  private static final int TO_MODULES = 6;

  /** Its client's, and one of a client that waits, is refused or is idle. */
  private static final int TO_CLIENTS = 2;

  private static final int SPARE_SHARE = 5;
  private static final int MIN_ADMIN = 4;
  private static final int MAX_ADMIN = 64;
  private static final int ADMIN_SHARE = 16;

  /**
   * Of this process, as its limit is now.
   *
   * @param maxVerifications the configured maximum
   * @param areSimulated whether the modules are in this process, where both ends of a connection
   *     count
   */
  public static DescriptorBudget ofThisProcess(int maxVerifications, boolean areSimulated) {
    long limit =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE;
    return of(limit, Runtime.getRuntime().availableProcessors(), maxVerifications, areSimulated);
  }

  static DescriptorBudget of(
      long limit, int processors, int maxVerifications, boolean areSimulated) {
    // Some systems report no limit as 0 or less.
    int most = (int) (limit <= 0 ? Integer.MAX_VALUE : Math.min(limit, Integer.MAX_VALUE));
    int admin = Math.min(MAX_ADMIN, Math.max(MIN_ADMIN, most / ADMIN_SHARE));
    int process = PROCESS + PER_PROCESSOR * processors;
    int toModules = areSimulated ? 2 * TO_MODULES : TO_MODULES;
    int left = Math.max(0, most - process - admin);
    int verifications = Math.min(maxVerifications, Math.max(1, left / (toModules + TO_CLIENTS)));
    int connections = Math.max(verifications + TO_CLIENTS, left - toModules * verifications);
    long needed = process + MAX_ADMIN + (long) maxVerifications * (toModules + TO_CLIENTS);
    return new DescriptorBudget(most, verifications, connections, admin, needed);
  }

  /** The most connections to each module. */
  public int connectionsToModule() {
    return verifications + Math.max(1, verifications / SPARE_SHARE);
  }

  /** One sentence for an operator, if the limit is too low for the configured maximum. */
  public Optional<String> shortage(int maxVerifications) {
    if (verifications >= maxVerifications) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "file descriptors: their limit (nofile, ulimit -n) of %d allows %d verifications in"
                + " flight and %d client connections; pipeline.maxConcurrent (%d) needs %d",
            limit,
            verifications,
            connections,
            maxVerifications,
            needed));
  }
}
