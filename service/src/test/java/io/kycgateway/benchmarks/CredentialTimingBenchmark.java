package io.kycgateway.benchmarks;

import com.codahale.metrics.Clock;
import io.dropwizard.auth.basic.BasicCredentials;
import io.kycgateway.admin.MetricsAuthenticator;
import io.kycgateway.api.auth.ApiKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.SignificanceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether response times tell an unknown user from a wrong password, or a key that shares its
 * beginning with a right one from any other. Prints and asserts nothing: {@code mvn -q -pl service
 * test -Dtest=CredentialTimingBenchmark -Dbenchmark=true}.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class CredentialTimingBenchmark {
  private static final String PASSWORD = "correct horse battery staple";
  private static final int SAMPLES = 20_000;
  // One answer takes less than a clock tells apart.
  private static final int ANSWERS_PER_SAMPLE = 20;
  private static final int WARM_UP = 2;

  @TempDir private Path folder;

  @Test
  void refusals_ofEveryKind_takeTheSameTime() throws Exception {
    MetricsAuthenticator authenticator =
        MetricsAuthenticator.open(
            "prometheus",
            "TEST",
            Files.writeString(folder.resolve("password"), PASSWORD).toString(),
            Clock.defaultClock());
    compare(
        "unknown user",
        refused(authenticator, "prometheuz", "wrong horse battery staples"),
        "wrong password",
        refused(authenticator, "prometheus", "wrong horse battery staples"));
    compare(
        "wrong from its first letter",
        refused(authenticator, "prometheus", "Xorrect horse battery staple"),
        "wrong in its last",
        refused(authenticator, "prometheus", "correct horse battery staplX"));

    String key = "kyc_0123456789abcdefghijklmnopqrstuvwxyz0123456";
    ApiKeys keys =
        ApiKeys.parse(
            ("{\"a\":{\"sha256\":\"" + ApiKeys.digest(key) + "\"}}")
                .getBytes(StandardCharsets.UTF_8));
    String other = "X".repeat(key.length());
    String near = key.substring(0, key.length() - 1) + "X";
    compare(
        "any API key",
        () -> keys.find(other).isPresent(),
        "one that differs in its last letter",
        () -> keys.find(near).isPresent());
  }

  private static BooleanSupplier refused(
      MetricsAuthenticator authenticator, String username, String password) {
    BasicCredentials credentials = new BasicCredentials(username, password);
    return () -> authenticator.authenticate(credentials).isPresent();
  }

  private static void compare(
      String first, BooleanSupplier one, String second, BooleanSupplier other) {
    double[] ones = new double[SAMPLES];
    double[] others = new double[SAMPLES];
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round <= WARM_UP; round++) {
      for (int i = 0; i < SAMPLES; i++) {
        // In turn, and in random order: whatever else the machine does hits both alike.
        boolean isFirst = random.nextBoolean();
        double a = nanos(isFirst ? one : other);
        double b = nanos(isFirst ? other : one);
        ones[i] = isFirst ? a : b;
        others[i] = isFirst ? b : a;
      }
    }
    SignificanceResult test = MannWhitneyUTest.withDefaults().test(ones, others);
    // The share of pairs in which the first took longer: a half if nothing tells them apart.
    double share = test.getStatistic() / ((double) SAMPLES * SAMPLES);
    System.out.printf(
        "%s against %s: medians %.0f and %.0f ns, ratio %.3f; the first takes longer in %.2f %% of"
            + " pairs (Mann-Whitney p = %.3f)%n",
        first,
        second,
        median(ones),
        median(others),
        median(ones) / median(others),
        100 * share,
        test.getPValue());
  }

  private static double nanos(BooleanSupplier attempt) {
    long start = System.nanoTime();
    for (int i = 0; i < ANSWERS_PER_SAMPLE; i++) {
      if (attempt.getAsBoolean()) {
        throw new AssertionError("let in");
      }
    }
    return (double) (System.nanoTime() - start) / ANSWERS_PER_SAMPLE;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
