package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.history.database.Selection;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run selects, and who may join it. */
class RunStartIT {
  private static final long DAY = Duration.ofDays(1).toMillis();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void selection_byEachFilter_isExact(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      long now = System.currentTimeMillis();
      VerificationRecord old = RecordSamples.at(now - 400 * DAY, "a", Status.VERIFIED);
      VerificationRecord rejected = RecordSamples.at(now - 30 * DAY, "b", Status.REJECTED);
      // Decided with all modules, unlike the others.
      VerificationRecord error = RecordSamples.at(now - 10 * DAY, "a", Status.ERROR);
      VerificationRecord recent = RecordSamples.at(now - 1000, "a", Status.VERIFIED);
      history.insert(old, rejected, error, recent);

      assertThat(selected(history, RunSamples.EVERYTHING))
          .containsExactly(old.id(), rejected.id(), error.id(), recent.id());
      assertThat(selected(history, of(Set.of(Status.VERIFIED), null, null, 0)))
          .containsExactly(old.id(), recent.id());
      assertThat(selected(history, of(Set.of(Status.ERROR, Status.REJECTED), null, null, 0)))
          .containsExactly(rejected.id(), error.id());
      assertThat(selected(history, of(Set.of(), Duration.ofDays(365), null, 0)))
          .containsExactly(old.id());
      assertThat(selected(history, of(Set.of(), Duration.ZERO, null, 0))).hasSize(4);
      assertThat(selected(history, of(Set.of(), null, Duration.ofDays(11), 0)))
          .containsExactly(error.id(), recent.id());
      assertThat(selected(history, of(Set.of(), Duration.ofDays(1), Duration.ofDays(100), 0)))
          .containsExactly(rejected.id(), error.id());
      assertThat(selected(history, of(Set.of(), null, null, 2)))
          .containsExactly(old.id(), rejected.id());
      assertThat(selected(history, document("FRA,ESP", "passport", false))).hasSize(4);
      assertThat(selected(history, document("ESP", "", true)))
          .containsExactly(old.id(), rejected.id(), recent.id());
      assertNothing(history, document("FRA", "", false));
      assertNothing(history, document("", "id_card", false));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void selection_ofARun_isFixedWhenItStarts_andHasNoReverifications(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(3);
      RunRecord run = history.start("first", RunSamples.EVERYTHING);
      history.insert(2);
      for (ClaimedItem item : history.claim("first", "one", 9)) {
        history.close("first", RunSamples.decided(item, Status.REJECTED));
      }

      assertThat(run.items()).isEqualTo(3);
      assertThat(history.start("first", RunSamples.EVERYTHING).items()).isEqualTo(3);
      assertThat(history.complete("first").isComplete()).isTrue();
      assertThat(history.start("second", RunSamples.EVERYTHING).items())
          .as("records of clients, and no results of a run")
          .isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void selection_ofNothing_isRefused_andLeavesNoRun(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      assertNothing(history, RunSamples.EVERYTHING);
      assertThat(history.count("SELECT COUNT(*) FROM reverification_run")).isZero();

      RunRecord empty =
          new RunStart("empty", Optional.of(RunSamples.EVERYTHING), null, true, true)
              .in(history.database(), () -> true);

      assertThat(empty.items()).isZero();
      assertThat(history.complete("empty").isComplete()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void run_thatIsAnother_isNotJoined(Kind kind) throws Exception {
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(1);
      history.start("run", RunSamples.EVERYTHING);

      assertRefused(
          history,
          new RunStart("run", Optional.of(of(Set.of(), Duration.ZERO, null, 0)), null, true, false),
          "run run has another selection: everything, not --older-than 0d");
      assertRefused(
          history,
          new RunStart("run", Optional.empty(), "5%", true, false),
          "run run has --max-failures 0, not 5%");
      assertRefused(
          history,
          new RunStart("run", Optional.empty(), null, false, false),
          "run run is of simulated modules");
      assertRefused(
          history,
          new RunStart("none", Optional.empty(), null, true, false),
          "there is no run none: --select starts one");
      assertThat(
              new RunStart("run", Optional.empty(), null, true, false)
                  .in(history.database(), () -> true)
                  .name())
          .isEqualTo("run");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void workers_thatStartOneRunTogether_haveOneSelection(Kind kind) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (RunSamples history = RunSamples.in(kind)) {
      history.insert(20);
      List<Future<RunRecord>> starts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        starts.add(threads.submit(() -> history.start("run", RunSamples.EVERYTHING)));
      }
      for (Future<RunRecord> start : starts) {
        assertThat(start.get().items()).isEqualTo(20);
      }
      assertThat(history.count("SELECT COUNT(*) FROM reverification_item")).isEqualTo(20);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Selection of(Set<Status> statuses, Duration older, Duration newer, long limit) {
    return RunSamples.selection(statuses, older, newer, limit);
  }

  private static Selection document(String countries, String type, boolean isDegraded) {
    return new Selection(
        new TreeSet<>(),
        new TreeSet<>(countries.isEmpty() ? Set.of() : Set.of(countries.split(","))),
        new TreeSet<>(type.isEmpty() ? Set.of() : Set.of(type)),
        null,
        null,
        isDegraded,
        0);
  }

  private static List<UUID> selected(RunSamples history, Selection selection) throws Exception {
    String name = "run-" + UUID.randomUUID();
    history.start(name, selection);
    return history.claim(name, "one", 99).stream().map(ClaimedItem::verification).toList();
  }

  private static void assertNothing(RunSamples history, Selection selection) {
    assertThatThrownBy(() -> history.start("nothing", selection))
        .isInstanceOf(StartupException.class)
        .hasMessage(
            "--select: no kept verification matches "
                + selection
                + "; --allow-empty makes that a success");
  }

  private static void assertRefused(RunSamples history, RunStart start, String message) {
    assertThatThrownBy(() -> start.in(history.database(), () -> true))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(message);
  }
}
