package io.kycgateway.address;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.validation.ValidationMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the client's address is found behind proxies.
 *
 * @param trustedProxies ranges of the proxies whose header is trusted; none: the peer is the client
 * @param header the header that these proxies write; the other one is ignored
 */
public record AddressConfiguration(List<String> trustedProxies, ForwardedHeader header) {

  /** Fills in what the file leaves out. */
  public AddressConfiguration(
      @JsonProperty("trustedProxies") @Nullable List<String> trustedProxies,
      @JsonProperty("header") @Nullable ForwardedHeader header) {
    this.trustedProxies = trustedProxies == null ? List.of() : List.copyOf(trustedProxies);
    this.header = header == null ? ForwardedHeader.X_FORWARDED_FOR : header;
  }

  /** Whether each range can be read. */
  @JsonIgnore
  @ValidationMethod(
      message =
          "clientAddress.trustedProxies (KYC_TRUSTED_PROXIES) must be addresses or ranges such as"
              + " 10.0.0.0/8 or fd00::/8")
  public boolean isEveryRangeReadable() {
    return trustedProxies.stream().allMatch(range -> AddressRange.parse(range).isPresent());
  }

  /**
   * The trusted ranges that are wider than any private network, as they are written: strangers are
   * among these proxies.
   */
  public List<String> rangesWiderThanAnyPrivateNetwork() {
    return trustedProxies.stream()
        .filter(
            range ->
                AddressRange.parse(range)
                    .filter(AddressRange::isWiderThanAnyPrivateNetwork)
                    .isPresent())
        .toList();
  }
}
