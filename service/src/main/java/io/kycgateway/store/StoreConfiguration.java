package io.kycgateway.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shared store.
 *
 * @param url {@code redis://host:port/database}, or {@code rediss} for TLS; empty: no store
 * @param username the user of the store's access list; empty: its default user
 * @param passwordFile the file that holds the password; empty: none is needed
 * @param hashKeyFile the file of a secret that all processes share: it keys the hash that turns
 *     personal data into keys; empty: without a secret
 * @param keyPrefix begins every key, so that several systems may share one store
 * @param commandTimeout the longest wait for an answer
 * @param connectTimeout the longest wait for a connection
 */
public record StoreConfiguration(
    String url,
    String username,
    String passwordFile,
    String hashKeyFile,
    @Pattern(regexp = "[A-Za-z0-9._:-]{1,64}") String keyPrefix,
    @NotNull
        @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
        @MaxDuration(value = 5, unit = TimeUnit.SECONDS)
        Duration commandTimeout,
    @NotNull
        @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
        @MaxDuration(value = 30, unit = TimeUnit.SECONDS)
        Duration connectTimeout) {

  /** Fills in what the file leaves out. */
  public StoreConfiguration(
      @JsonProperty("url") @Nullable String url,
      @JsonProperty("username") @Nullable String username,
      @JsonProperty("passwordFile") @Nullable String passwordFile,
      @JsonProperty("hashKeyFile") @Nullable String hashKeyFile,
      @JsonProperty("keyPrefix") @Nullable String keyPrefix,
      @JsonProperty("commandTimeout") @Nullable Duration commandTimeout,
      @JsonProperty("connectTimeout") @Nullable Duration connectTimeout) {
    this.url = url == null ? "" : url;
    this.username = username == null ? "" : username;
    this.passwordFile = passwordFile == null ? "" : passwordFile;
    this.hashKeyFile = hashKeyFile == null ? "" : hashKeyFile;
    this.keyPrefix = keyPrefix == null ? "kyc:" : keyPrefix;
    this.commandTimeout = commandTimeout == null ? Duration.milliseconds(50) : commandTimeout;
    this.connectTimeout = connectTimeout == null ? Duration.seconds(1) : connectTimeout;
  }

  /** No store. */
  public static StoreConfiguration none() {
    return new StoreConfiguration(null, null, null, null, null, null, null);
  }

  /** Whether there is a store at all. */
  @JsonIgnore
  public boolean isConfigured() {
    return !url.isBlank();
  }

  /** Where the store is, for an operator; empty: there is none. */
  public Optional<String> address() {
    return isConfigured() ? StoreAddress.parse(url).map(StoreAddress::url) : Optional.empty();
  }

  /**
   * Whether the URL can be used; it may hold a password by mistake, so the message has none of it.
   */
  @JsonIgnore
  @ValidationMethod(
      message =
          "store.url (KYC_STORE_URL) must be redis://host:port or rediss://host:port, with a"
              + " database's number at most and no user or password in it")
  public boolean isUrlUsable() {
    return !isConfigured() || StoreAddress.parse(url).isPresent();
  }

  /** Whether a user's name has a password. */
  @JsonIgnore
  @ValidationMethod(message = "store.username needs store.passwordFile")
  public boolean isPasswordGiven() {
    return username.isBlank() || !passwordFile.isBlank();
  }

  /** Omits everything: the URL may hold a password by mistake. */
  @Override
  public String toString() {
    return "StoreConfiguration[configured=" + isConfigured() + "]";
  }
}
