package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.verification.Status;
import java.util.Locale;

/** Bars of the number of records per outcome. */
final class OutcomeChart {
  private static final int ROW = 34;
  private static final int LEFT = 140;
  private static final int RIGHT = 150;
  private static final double FULL = 100.0;

  private OutcomeChart() {}

  static String of(Tally tally) {
    Status[] statuses = Status.values();
    Svg svg = new Svg(ROW * statuses.length, "Records by outcome");
    long all = tally.done() + tally.failed();
    double most = 1;
    for (Status status : statuses) {
      most = Math.max(most, (double) tally.count(status));
    }
    for (int i = 0; i < statuses.length; i++) {
      long count = tally.count(statuses[i]);
      double middle = i * ROW + ROW / 2.0;
      double width = (Svg.WIDTH - LEFT - RIGHT) * count / most;
      String share =
          String.format(Locale.ROOT, "%,d (%.2f %%)", count, all == 0 ? 0 : count * FULL / all);
      svg.text("", LEFT - 10, middle + 4, "end", statuses[i].wireName());
      // A small count stays visible beside bars of a million.
      svg.box(
          statuses[i].wireName(),
          LEFT,
          middle - 11,
          count == 0 ? 0 : Math.max(2, width),
          22,
          share);
      svg.text("soft", LEFT + Math.max(2, width) + 8, middle + 4, "start", share);
    }
    return svg.toString();
  }
}
