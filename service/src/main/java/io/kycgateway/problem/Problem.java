package io.kycgateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.kycgateway.verification.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as of RFC 9457, with extension members.
 *
 * @param detail the reason; never repeats what the client sent
 * @param sessionId of a request whose session is known
 * @param verificationId of an accepted verification
 * @param module the module that failed, if one did
 * @param failure how that module failed
 * @param errors every invalid field
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({
  "type",
  "title",
  "status",
  "code",
  "detail",
  "retryable",
  "session_id",
  "verification_id",
  "module",
  "failure",
  "errors"
})
public record Problem(
    @JsonProperty("code") String code,
    @JsonProperty("status") int status,
    @JsonProperty("title") String title,
    @JsonProperty("detail") String detail,
    @JsonInclude(JsonInclude.Include.ALWAYS) @JsonProperty("retryable") boolean retryable,
    @JsonProperty("session_id") @Nullable String sessionId,
    @JsonProperty("verification_id") @Nullable String verificationId,
    @JsonProperty("module") @Nullable String module,
    @JsonProperty("failure") @Nullable String failure,
    @JsonProperty("errors") List<FieldError> errors) {

  /** The media type of RFC 9457. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(
        code.wireName(),
        code.status(),
        code.title(),
        detail,
        code.isRetryable(),
        null,
        null,
        null,
        null,
        List.of());
  }

  public Problem withSession(String session) {
    return new Problem(
        code, status, title, detail, retryable, session, verificationId, module, failure, errors);
  }

  public Problem withVerification(String verification) {
    return new Problem(
        code, status, title, detail, retryable, sessionId, verification, module, failure, errors);
  }

  public Problem withModule(String failedModule, String failureKind) {
    return new Problem(
        code,
        status,
        title,
        detail,
        retryable,
        sessionId,
        verificationId,
        failedModule,
        failureKind,
        errors);
  }

  public Problem withErrors(List<FieldError> fieldErrors) {
    return new Problem(
        code,
        status,
        title,
        detail,
        retryable,
        sessionId,
        verificationId,
        module,
        failure,
        fieldErrors);
  }

  /** Identifies the kind of problem; a name, not an address. */
  @JsonProperty("type")
  String type() {
    return "urn:kyc-gateway:problem:" + code;
  }
}
