package io.kycgateway.rehearsal;

import static io.kycgateway.rehearsal.Part.API_KEY;
import static io.kycgateway.rehearsal.Part.DATABASE_PASSWORD;
import static io.kycgateway.rehearsal.Part.HISTORY_KEY;
import static io.kycgateway.rehearsal.Part.METRICS_PASSWORD;
import static io.kycgateway.rehearsal.Part.MIGRATE;
import static io.kycgateway.rehearsal.Part.RESTORE;
import static io.kycgateway.rehearsal.Part.ROLL;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Mistakes that the rehearsal must find: each in the parts that it spoils, and how it shows. */
@SuppressWarnings("ImmutableEnumChecker") // Its mistakes have no state.
enum Planted {
  /** A process manager that does not wait. */
  KILLED(Mistake.instead("step-stop", "kill -TERM", "kill -KILL"), "ended with 137", ROLL),

  /** The load balancer has no time to notice. */
  NO_DRAIN(Mistake.setting("KYC_SHUTDOWN_WAIT", "0s"), "rolling restart: [1-9]", ROLL),

  /** The client still has it. */
  OLD_KEY_REVOKED_FIRST(
      Mistake.after(
          "step-api-key-add",
          "OLD=$(java -jar service/target/kyc-gateway.jar api-key list --file"
              + " \"$SECRETS/api-keys.json\" | awk '$1 == \"backend\" {print $2; exit}')\n"
              + "java -jar service/target/kyc-gateway.jar api-key revoke --name backend --key"
              + " \"$OLD\" --file \"$SECRETS/api-keys.json\""),
      "API key rotated: [1-9].*401",
      API_KEY),

  /** A change of the schema that does not only add. */
  SCHEMA_THAT_THE_RELEASE_BEFORE_CANNOT_READ(
      Mistake.after(
          "step-schema-migrate",
          "psql -qX \"$DATABASE\" -c 'ALTER TABLE verification RENAME COLUMN confidence TO score'"),
      "the release before goes on: [1-9].*503 history_unavailable",
      MIGRATE),

  /** Prometheus has the old one. */
  METRICS_PASSWORD_WITHOUT_THE_OLD_ONE(
      Mistake.instead("step-metrics-both", "\"$(cat \"$SECRETS/metrics-password\")\" ", ""),
      "metrics password rotated: [1-9].*scrape: 401",
      METRICS_PASSWORD),

  /** PostgreSQL has it before the gateways know it. */
  DATABASE_PASSWORD_UNKNOWN_TO_GATEWAYS(
      Mistake.instead("step-database-both", "mv \"$SECRETS/database-password.both\"", ": "),
      "database password rotated: [1-9].*read: 503 history_unavailable",
      DATABASE_PASSWORD),

  /** Records that it encrypted cannot be read. */
  OLD_ENCRYPTION_KEY_REMOVED(
      Mistake.instead("step-history-key-first", " \"$(head -n -1 \"$SECRETS/history-keys\")\"", ""),
      "has no session_id",
      HISTORY_KEY,
      RESTORE),

  /** Each gateway keeps its own responses to an Idempotency-Key. */
  NO_SHARED_STORE(Mistake.setting("KYC_STORE_URL", ""), "two for one key, at two gateways=[1-9]"),

  /** A decision that was answered is not kept. */
  RECORD_LOST(
      Mistake.after(
          "step-in-service",
          "psql -qX \"$DATABASE\" -c 'DELETE FROM verification WHERE ctid IN (SELECT ctid FROM"
              + " verification ORDER BY id DESC LIMIT 1)'"),
      "not in the database",
      ROLL);

  private final Mistake mistake;
  private final Pattern found;
  private final List<Part> parts;

  Planted(Mistake mistake, String found, Part... parts) {
    this.mistake = mistake;
    this.found = Pattern.compile(found);
    this.parts = List.of(parts);
  }

  /** The mistakes that -Drehearsal.planted names, separated by commas; {@code all}: every one. */
  static List<Planted> chosen() {
    String names = System.getProperty("rehearsal.planted", "all");
    return names.equals("all")
        ? List.of(values())
        : Arrays.stream(names.split(",")).map(Planted::of).toList();
  }

  private static Planted of(String name) {
    return Arrays.stream(values())
        .filter(planted -> planted.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no planted mistake '" + name + "', these are: " + Arrays.toString(values())));
  }

  /** What is done otherwise. */
  Mistake mistake() {
    return mistake;
  }

  /** What one of the rehearsal's findings must have. */
  Pattern found() {
    return found;
  }

  /** What has to be rehearsed to find it. */
  List<Part> parts() {
    return parts;
  }

  /** As the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
