package io.kycgateway.reverify.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.common.WireName;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and removes the labels of a manifest record, which only the batch knows. */
public final class LabelReader {
  /** The fields that a manifest has besides those of a request. */
  static final List<String> FIELDS =
      List.of("id", "previous_status", "ground_truth", "attack_type");

  private LabelReader() {}

  /**
   * Removes and reads the labels; null means absent.
   *
   * @throws InvalidLabel names the field and what it must be
   */
  static Labels take(ObjectNode record) throws InvalidLabel {
    Status previous =
        member(
            record.remove("previous_status"),
            Status.values(),
            "previous_status must be VERIFIED, REJECTED, MANUAL_REVIEW or ERROR");
    GroundTruth truth =
        member(
            record.remove("ground_truth"),
            GroundTruth.values(),
            "ground_truth must be genuine or impostor");
    AttackType attack = attack(record.remove("attack_type"));
    if (attack != null && truth == GroundTruth.GENUINE) {
      throw new InvalidLabel("attack_type contradicts ground_truth genuine");
    }
    return new Labels(previous, truth, attack);
  }

  private static @Nullable AttackType attack(@Nullable JsonNode node) throws InvalidLabel {
    if (node == null || node.isNull()) {
      return null;
    }
    String name = node.textValue();
    if (name == null || name.isBlank()) {
      throw new InvalidLabel("attack_type must be a string");
    }
    return attackOf(name);
  }

  /** The attack of that name; one outside the closed set is OTHER. */
  public static AttackType attackOf(String name) {
    for (AttackType type : AttackType.values()) {
      if (type.wireName().equals(name)) {
        return type;
      }
    }
    return AttackType.OTHER;
  }

  private static <E extends WireName> @Nullable E member(
      @Nullable JsonNode node, E[] members, String expectation) throws InvalidLabel {
    if (node == null || node.isNull()) {
      return null;
    }
    for (E member : members) {
      if (member.wireName().equals(node.textValue())) {
        return member;
      }
    }
    throw new InvalidLabel(expectation);
  }

  /** An invalid label; the message names the field, not the value. */
  static final class InvalidLabel extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidLabel(String message) {
      super(message, null, false, false);
    }
  }
}
