package io.kycgateway.reverify.history.database;

import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.verification.AttackType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the person of a kept verification.
 *
 * @param verification the record's id
 * @param attack the presentation attack that was made; null: none
 */
public record TruthLabel(UUID verification, GroundTruth truth, @Nullable AttackType attack) {}
