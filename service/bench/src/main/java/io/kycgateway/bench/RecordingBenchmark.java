package io.kycgateway.bench;

import io.kycgateway.metrics.Exemplars;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to record everything of one verification: 5 module calls with duration and score,
 * attempts and calls in flight, the verification's duration, outcome and place in flight, the
 * liveness check, and the HTTP request with its sizes. The same with each library, every instrument
 * looked up before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RecordingBenchmark {
  /** Whose instruments record. */
  @Param({"GATEWAY", "OFFICIAL", "MICROMETER", "DROPWIZARD"})
  public Library library;

  private Recording recording;

  /** Registers the instruments. */
  @Setup(Level.Trial)
  public void register() {
    Exemplars.install();
    recording = library.recording();
  }

  /** One verification. */
  @Benchmark
  public void record() {
    recording.record();
  }
}
