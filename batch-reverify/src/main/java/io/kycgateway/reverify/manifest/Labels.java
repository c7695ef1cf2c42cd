package io.kycgateway.reverify.manifest;

import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a record in the manifest.
 *
 * @param previous its status before this run
 * @param groundTruth whether the person is who they claim to be
 * @param attack the presentation attack that was made; a type outside the closed set is OTHER
 */
public record Labels(
    @Nullable Status previous, @Nullable GroundTruth groundTruth, @Nullable AttackType attack) {
  public static final Labels NONE = new Labels(null, null, null);
}
