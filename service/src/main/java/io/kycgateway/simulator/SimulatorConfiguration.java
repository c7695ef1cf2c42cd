package io.kycgateway.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.kycgateway.common.EnumTable;
import io.kycgateway.verification.ModuleName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The simulated modules.
 *
 * @param enabled whether the gateway starts them for every module that has no URL
 * @param bindHost the address that they listen on
 * @param port 0: any free port
 * @param seed random seed: the same seed gives the same session the same answers
 * @param attackRatio the share of sessions that are presentation attacks, 0 to 1
 * @param modules how each behaves; a module that is left out has the default behaviour
 * @param journal a file to which every call adds a line, {@code <module> <session>}; empty: none.
 *     For tests
 */
public record SimulatorConfiguration(
    boolean enabled,
    String bindHost,
    @Min(0) @Max(65535) int port,
    long seed,
    @DecimalMin("0") @DecimalMax("1") double attackRatio,
    Map<String, @Valid Behaviour> modules,
    String journal) {

  /** Fills in what the file leaves out. */
  public SimulatorConfiguration(
      @JsonProperty("enabled") @Nullable Boolean enabled,
      @JsonProperty("bindHost") @Nullable String bindHost,
      @JsonProperty("port") @Nullable Integer port,
      @JsonProperty("seed") @Nullable Long seed,
      @JsonProperty("attackRatio") @Nullable Double attackRatio,
      @JsonProperty("modules") @Nullable Map<String, @Valid Behaviour> modules,
      @JsonProperty("journal") @Nullable String journal) {
    this(
        enabled != null && enabled,
        bindHost == null ? "127.0.0.1" : bindHost,
        port == null ? 0 : port,
        seed == null ? 1 : seed,
        attackRatio == null ? 0 : attackRatio,
        modules == null ? Map.of() : Map.copyOf(modules),
        journal == null ? "" : journal);
  }

  /**
   * How a simulated module behaves.
   *
   * @param median half of the answers take less
   * @param p95 19 of 20 answers take less; the delays are log-normal
   * @param errorRatio the share of calls answered with 500, 0 to 1
   * @param scoreMean the mean score of genuine sessions
   * @param scoreDeviation their standard deviation
   */
  public record Behaviour(
      @NotNull Duration median,
      @NotNull Duration p95,
      @DecimalMin("0") @DecimalMax("1") double errorRatio,
      @DecimalMin("0") @DecimalMax("1") double scoreMean,
      @DecimalMin("0") @DecimalMax("1") double scoreDeviation) {

    /** Fills in what the file leaves out. */
    public Behaviour(
        @JsonProperty("median") @Nullable Duration median,
        @JsonProperty("p95") @Nullable Duration p95,
        @JsonProperty("errorRatio") @Nullable Double errorRatio,
        @JsonProperty("scoreMean") @Nullable Double scoreMean,
        @JsonProperty("scoreDeviation") @Nullable Double scoreDeviation) {
      this(
          median == null ? Duration.milliseconds(0) : median,
          p95 == null ? (median == null ? Duration.milliseconds(0) : median) : p95,
          errorRatio == null ? 0 : errorRatio,
          scoreMean == null ? 0.95 : scoreMean,
          scoreDeviation == null ? 0.03 : scoreDeviation);
    }
  }

  /**
   * Checks the names of the modules, also of a disabled simulator, and that an enabled one can
   * write its journal.
   *
   * @throws IllegalArgumentException names an unknown module, or the journal
   */
  public void check() {
    EnumTable<ModuleName, Behaviour> unused = behaviours();
    if (enabled && !journal.isEmpty()) {
      Path file = Path.of(journal).toAbsolutePath();
      if (!Files.isWritable(
          Files.exists(file) ? file : Objects.requireNonNullElse(file.getParent(), file))) {
        throw new IllegalArgumentException(
            "simulator.journal (KYC_SIMULATOR_JOURNAL): " + file + " cannot be written");
      }
    }
  }

  /**
   * The behaviour of each module.
   *
   * @throws IllegalArgumentException names an unknown module
   */
  EnumTable<ModuleName, Behaviour> behaviours() {
    for (String name : modules.keySet()) {
      ModuleName unused = ModuleName.configured(name, "simulator.modules");
    }
    Behaviour defaults = new Behaviour((Duration) null, null, null, null, null);
    return EnumTable.of(
        ModuleName.class, module -> modules.getOrDefault(module.wireName(), defaults));
  }
}
