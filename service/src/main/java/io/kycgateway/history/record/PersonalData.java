package io.kycgateway.history.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is personal in a verification, encrypted as one.
 *
 * @param selfie the selfie's reference; null if evidence was inline
 * @param document the document's reference; null if evidence was inline
 * @param reasons decision's reasons, which may quote a document
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PersonalData(
    @JsonProperty("session") String session,
    @JsonProperty("device") @Nullable String device,
    @JsonProperty("selfie") @Nullable String selfie,
    @JsonProperty("document") @Nullable String document,
    @JsonProperty("reasons") List<String> reasons) {

  /** Shows nothing. */
  @Override
  public String toString() {
    return "PersonalData[]";
  }
}
