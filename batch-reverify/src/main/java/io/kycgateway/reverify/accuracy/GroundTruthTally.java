package io.kycgateway.reverify.accuracy;

import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts labelled records. Impostors without an attack are trials of the false acceptance rate;
 * those with one are presentations to the attack detector: two different numbers (ISO/IEC 19795-1
 * and 30107-3). A verification that ended in ERROR is a trial of neither. Not thread-safe.
 */
public final class GroundTruthTally {
  private int falseAccepts;
  private int impostors;
  private int falseRejects;
  private int genuineInReview;
  private int genuineClassifiedAsAttack;
  private int genuine;
  private final Map<AttackType, Attacks> attacks = new EnumMap<>(AttackType.class);

  /**
   * Presentations of one type of attack.
   *
   * @param missed classified as bona fide by liveness
   * @param verified VERIFIED by the whole pipeline
   */
  public record Attacks(int presented, int missed, int verified) {
    /** The attack presentation classification error rate. */
    public ErrorRate apcer() {
      return new ErrorRate(missed, presented);
    }
  }

  void add(RecordOutcome outcome) {
    Status status = outcome.status();
    Labels labels = outcome.labels();
    if (status == null || status == Status.ERROR) {
      return;
    }
    AttackType attack = labels.attack();
    if (attack != null) {
      add(attack, new Attacks(1, outcome.sawAttack() ? 0 : 1, status == Status.VERIFIED ? 1 : 0));
    } else if (labels.groundTruth() == GroundTruth.IMPOSTOR) {
      impostors++;
      falseAccepts += status == Status.VERIFIED ? 1 : 0;
    } else if (labels.groundTruth() == GroundTruth.GENUINE) {
      genuine++;
      falseRejects += status == Status.REJECTED ? 1 : 0;
      genuineInReview += status == Status.MANUAL_REVIEW ? 1 : 0;
      genuineClassifiedAsAttack += outcome.sawAttack() ? 1 : 0;
    }
  }

  void add(AttackType type, Attacks more) {
    attacks.merge(
        type,
        more,
        (a, b) ->
            new Attacks(a.presented + b.presented, a.missed + b.missed, a.verified + b.verified));
  }

  void add(ErrorRate far, ErrorRate frr, ErrorRate bpcer, int inReview) {
    falseAccepts += far.errors();
    impostors += far.trials();
    falseRejects += frr.errors();
    genuine += frr.trials();
    genuineClassifiedAsAttack += bpcer.errors();
    genuineInReview += inReview;
  }

  /** False acceptance. */
  ErrorRate far() {
    return new ErrorRate(falseAccepts, impostors);
  }

  /** False rejection; a manual review does not count. */
  ErrorRate frr() {
    return new ErrorRate(falseRejects, genuine);
  }

  /** Genuine presentations that liveness classified as attacks. */
  ErrorRate bpcer() {
    return new ErrorRate(genuineClassifiedAsAttack, genuine);
  }

  /** Genuine records in manual review. */
  int genuineInReview() {
    return genuineInReview;
  }

  /** Presentations of that attack; null: none. */
  @Nullable Attacks attacks(AttackType type) {
    return attacks.get(type);
  }

  boolean isEmpty() {
    return impostors == 0 && genuine == 0 && attacks.isEmpty();
  }
}
