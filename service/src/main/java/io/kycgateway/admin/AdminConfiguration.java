package io.kycgateway.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of the admin connector.
 *
 * @param username the only user
 * @param passwordFile the file that holds the password; read again when it changes
 */
public record AdminConfiguration(String username, String passwordFile) {
  public AdminConfiguration(
      @JsonProperty("username") @Nullable String username,
      @JsonProperty("passwordFile") @Nullable String passwordFile) {
    this.username = username == null ? "prometheus" : username;
    this.passwordFile = passwordFile == null ? "" : passwordFile;
  }
}
