package io.kycgateway.modules;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a module's answer. What violates the module protocol is a failure; extra fields are not.
 */
public final class ModuleResponseReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private ModuleResponseReader() {}

  public static ModuleResult read(ModuleName module, byte[] body) {
    try {
      JsonNode json = StrictJson.read(body);
      if (!json.isObject()) {
        return new ModuleResult.Failed(ModuleFailure.invalid("not a JSON object"));
      }
      return module == ModuleName.DECISION
          ? decided(json)
          : scored(json, withoutByteOrderMark(body));
    } catch (MalformedJsonException e) {
      return new ModuleResult.Failed(ModuleFailure.invalid(String.valueOf(e.getMessage())));
    } catch (InvalidAnswer e) {
      return new ModuleResult.Failed(ModuleFailure.invalid(String.valueOf(e.getMessage())));
    }
  }

  // Allowed at the start of a document only, and the answer becomes a part of one.
  private static byte[] withoutByteOrderMark(byte[] body) {
    int mark = BYTE_ORDER_MARK.length;
    boolean hasMark = body.length >= mark && Arrays.equals(body, 0, mark, BYTE_ORDER_MARK, 0, mark);
    return hasMark ? Arrays.copyOfRange(body, mark, body.length) : body;
  }

  private static ModuleResult scored(JsonNode json, byte[] verbatim) throws InvalidAnswer {
    return new ModuleResult.Scored(
        ratio(json, "score"), reasons(json), optionalText(json, "attack_type"), verbatim);
  }

  private static ModuleResult decided(JsonNode json) throws InvalidAnswer {
    JsonNode status = json.path("status");
    Status decision =
        switch (status.asText()) {
          case "VERIFIED" -> Status.VERIFIED;
          case "REJECTED" -> Status.REJECTED;
          case "MANUAL_REVIEW" -> Status.MANUAL_REVIEW;
          default -> throw new InvalidAnswer("unknown status");
        };
    return new ModuleResult.Decided(decision, ratio(json, "confidence_score"), reasons(json));
  }

  private static double ratio(JsonNode json, String field) throws InvalidAnswer {
    JsonNode node = json.path(field);
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    // Written so that NaN fails too.
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidAnswer(field + " must be a number from 0 to 1");
    }
    return value;
  }

  private static List<String> reasons(JsonNode json) throws InvalidAnswer {
    JsonNode node = json.path("reasons");
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new InvalidAnswer("reasons must be an array");
    }
    List<String> reasons = new ArrayList<>(node.size());
    for (JsonNode reason : node) {
      if (!reason.isTextual()) {
        throw new InvalidAnswer("reasons must be strings");
      }
      reasons.add(reason.textValue());
    }
    return reasons;
  }

  private static @Nullable String optionalText(JsonNode json, String field) throws InvalidAnswer {
    JsonNode node = json.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw new InvalidAnswer(field + " must be a string");
    }
    return node.textValue();
  }

  /** A rule of the protocol that the answer breaks; the message names the rule, not the value. */
  private static final class InvalidAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidAnswer(String message) {
      super(message, null, false, false);
    }
  }
}
