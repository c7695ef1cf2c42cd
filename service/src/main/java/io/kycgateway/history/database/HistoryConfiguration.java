package io.kycgateway.history.database;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The history of verifications.
 *
 * @param url the JDBC URL of its database, {@code jdbc:postgresql://host:port/database} or {@code
 *     jdbc:h2:file:path}; empty: no history
 * @param username the database's user; empty: the driver's default
 * @param passwordFile the file that holds the user's password; empty: none is needed
 * @param keysFile the file with the keys that encrypt personal data
 * @param keepFor how long records are kept, from the acceptance of their verification
 * @param commitTimeout the longest that an answer waits for the commit of its record
 * @param maxReadConnections the most connections for reading and purging
 */
public record HistoryConfiguration(
    String url,
    String username,
    String passwordFile,
    String keysFile,
    @NotNull
        @MinDuration(value = 1, unit = TimeUnit.MINUTES)
        @MaxDuration(value = 36_500, unit = TimeUnit.DAYS)
        Duration keepFor,
    @NotNull
        @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS)
        @MaxDuration(value = 30, unit = TimeUnit.SECONDS)
        Duration commitTimeout,
    @Min(1) @Max(100) int maxReadConnections) {

  /** Fills in what the file leaves out. */
  public HistoryConfiguration(
      @JsonProperty("url") @Nullable String url,
      @JsonProperty("username") @Nullable String username,
      @JsonProperty("passwordFile") @Nullable String passwordFile,
      @JsonProperty("keysFile") @Nullable String keysFile,
      @JsonProperty("keepFor") @Nullable Duration keepFor,
      @JsonProperty("commitTimeout") @Nullable Duration commitTimeout,
      @JsonProperty("maxReadConnections") @Nullable Integer maxReadConnections) {
    this(
        url == null ? "" : url,
        username == null ? "" : username,
        passwordFile == null ? "" : passwordFile,
        keysFile == null ? "" : keysFile,
        keepFor == null ? Duration.days(365) : keepFor,
        commitTimeout == null ? Duration.seconds(2) : commitTimeout,
        maxReadConnections == null ? 8 : maxReadConnections);
  }

  /** No history. */
  public static HistoryConfiguration none() {
    return new HistoryConfiguration(null, null, null, null, null, null, (Integer) null);
  }

  /** Whether verifications are kept at all. */
  @JsonIgnore
  public boolean isConfigured() {
    return !url.isBlank();
  }

  /** Where the database is, for an operator, without parameters; empty: there is none. */
  public Optional<String> address() {
    return isConfigured() ? Optional.of(url.replaceFirst("\\?.*", "")) : Optional.empty();
  }

  /**
   * Whether the URL can be used; it may hold a password by mistake, so the message has none of it.
   */
  @JsonIgnore
  @ValidationMethod(
      message =
          "history.url (KYC_DATABASE_URL) must be jdbc:postgresql://host:port/database, without"
              + " user and password, or jdbc:h2:file:PATH, without settings")
  public boolean isUrlUsable() {
    return !isConfigured() || DatabaseKind.of(url).isPresent();
  }

  /** Whether a password has a user. */
  @JsonIgnore
  @ValidationMethod(message = "history.passwordFile needs history.username")
  public boolean isUserGiven() {
    return passwordFile.isBlank() || !username.isBlank();
  }

  /** The same with that longest wait. */
  HistoryConfiguration withCommitTimeout(Duration timeout) {
    return new HistoryConfiguration(
        url, username, passwordFile, keysFile, keepFor, timeout, maxReadConnections);
  }

  DatabaseKind kind() {
    return DatabaseKind.of(url)
        .orElseThrow(() -> new IllegalStateException("no history is configured"));
  }

  /** Omits everything: the URL may hold a password by mistake. */
  @Override
  public String toString() {
    return "HistoryConfiguration[configured=" + isConfigured() + "]";
  }
}
