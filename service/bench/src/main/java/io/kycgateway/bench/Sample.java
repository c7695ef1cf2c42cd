package io.kycgateway.bench;

import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.AcceptedVerification;
import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.ModuleOutcome;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.verification.Channel;
import io.kycgateway.verification.Evidence;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One verification that went well: every module answered within half a second. */
final class Sample {
  static final String[] MODULES = {"liveness", "ocr", "face_match", "antifraud", "decision"};
  static final long MODULE_NANOS = 300_000_000;
  static final long NANOS = 500_000_000;
  static final double SCORE = 0.93;
  static final int REQUEST_BYTES = 310;
  static final int RESPONSE_BYTES = 420;

  /** The trace that every recording here belongs to. */
  static final TraceContext TRACE = TraceContext.started();

  private Sample() {}

  static ConcludedVerification concluded() {
    Evidence evidence = new Evidence("s3://evidence/1", null, null, null, null);
    AcceptedVerification accepted =
        new AcceptedVerification(
            "01a22ad3-d79c-712f-b03b-58cbdddb5d01",
            new VerificationRequest("session", null, evidence, evidence, Map.of()),
            new VerificationContext(Channel.ONLINE, "request", TRACE, null));
    List<ModuleOutcome> modules = new ArrayList<>();
    Map<ModuleName, Double> scores = new EnumMap<>(ModuleName.class);
    for (ModuleName module : ModuleName.values()) {
      ModuleResult.Answer answer =
          module == ModuleName.DECISION
              ? new ModuleResult.Decided(Status.VERIFIED, SCORE, List.of())
              : new ModuleResult.Scored(SCORE, List.of(), null, new byte[0]);
      modules.add(new ModuleOutcome(module, ModuleOutcome.Outcome.SUCCESS, MODULE_NANOS, answer));
      scores.put(module, SCORE);
    }
    return new ConcludedVerification(
        accepted,
        new Decision(accepted.id(), Status.VERIFIED, SCORE, List.of(), scores, List.of()),
        modules,
        NANOS);
  }
}
