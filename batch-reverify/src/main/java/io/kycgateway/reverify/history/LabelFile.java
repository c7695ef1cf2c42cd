package io.kycgateway.reverify.history;

import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.TruthLabel;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.LabelReader;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.RequestReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with the ground truth of kept verifications: {@code
 * verification_id,ground_truth[,attack_type]}, with that header. It is read as a whole before
 * anything of it is imported.
 */
public final class LabelFile {
  private static final String HEADER = "verification_id,ground_truth";
  private static final String ATTACK = ",attack_type";
  private static final int COLUMNS_WITH_ATTACK = 3;

  private final Path file;

  /** Takes one label after the other. */
  @FunctionalInterface
  private interface Sink {
    void label(long line, TruthLabel label);
  }

  public LabelFile(Path file) {
    this.file = file;
  }

  /**
   * Imports all labels.
   *
   * @throws StartupException if a line is invalid; it names the line, and nothing is imported
   */
  public ImportedLabels into(RunDatabase database) throws StartupException {
    read((line, label) -> {});
    LabelImporter importer = new LabelImporter(database);
    read(importer::add);
    return importer.imported();
  }

  private void read(Sink sink) throws StartupException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      @Nullable String header = in.readLine();
      boolean hasAttack = (HEADER + ATTACK).equals(header);
      if (!hasAttack && !HEADER.equals(header)) {
        throw new StartupException(
            file + ", line 1: the header must be " + HEADER + " or " + HEADER + ATTACK);
      }
      long number = 1;
      for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (!line.isBlank()) {
          sink.label(number, parse(number, line.split(",", -1), hasAttack));
        }
      }
    } catch (NoSuchFileException e) {
      throw new StartupException("there is no file " + file);
    } catch (MalformedInputException e) {
      throw new StartupException(file + " is not UTF-8");
    } catch (IOException e) {
      throw new StartupException(file + " cannot be read: " + FileErrors.reason(e));
    }
  }

  private TruthLabel parse(long line, String[] fields, boolean hasAttack) throws StartupException {
    int columns = hasAttack ? COLUMNS_WITH_ATTACK : COLUMNS_WITH_ATTACK - 1;
    if (fields.length != columns) {
      throw invalid(line, "must have " + columns + " fields, separated by commas");
    }
    if (!RequestReader.UUID_FORM.matcher(fields[0]).matches()) {
      throw invalid(line, "verification_id must be a UUID");
    }
    GroundTruth truth = null;
    for (GroundTruth one : GroundTruth.values()) {
      truth = one.wireName().equals(fields[1]) ? one : truth;
    }
    if (truth == null) {
      throw invalid(line, "ground_truth must be genuine or impostor");
    }
    @Nullable AttackType attack =
        hasAttack && !fields[2].isBlank() ? LabelReader.attackOf(fields[2]) : null;
    if (attack != null && truth == GroundTruth.GENUINE) {
      throw invalid(line, "attack_type contradicts ground_truth genuine");
    }
    return new TruthLabel(UUID.fromString(fields[0]), truth, attack);
  }

  private StartupException invalid(long line, String what) {
    return new StartupException(file + ", line " + line + ": " + what);
  }
}
