package io.kycgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Span;
import io.kycgateway.verification.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerificationSpanTest {
  private final Notes notes = new Notes();

  /** A span that keeps what it is told. */
  private static final class Notes implements Span {
    private final Map<String, Object> attributes = new TreeMap<>();
    private String failure;
    private boolean isOver;

    @Override
    public TraceContext context() {
      return TraceContext.started();
    }

    @Override
    public boolean isRecorded() {
      return true;
    }

    @Override
    public Span operation(String name) {
      return this;
    }

    @Override
    public Attempts attempts() {
      return name -> this;
    }

    @Override
    public void put(String attribute, String value) {
      attributes.put(attribute, value);
    }

    @Override
    public void put(String attribute, List<String> values) {
      attributes.put(attribute, values);
    }

    @Override
    public void fail(String errorType) {
      failure = errorType;
    }

    @Override
    public void end() {
      isOver = true;
    }
  }

  private void end(Concluded outcome) {
    AcceptedVerification accepted =
        new AcceptedVerification(
            "id-1", PipelineFixture.REQUEST, PipelineFixture.CONTEXT.within(notes));
    VerificationSpan.end(new ConcludedVerification(accepted, outcome, List.of(), 1));
    assertThat(notes.isOver).isTrue();
  }

  @Test
  void deadline_thatPassed_namesWhatItWaitedFor() {
    end(new DeadlineExceeded("id-1", List.of(ModuleName.OCR, ModuleName.DECISION)));

    assertThat(notes.failure).isEqualTo("deadline_exceeded");
    assertThat(notes.attributes)
        .containsOnly(
            entry("kyc.verification.id", "id-1"),
            entry("kyc.verification.status", "ERROR"),
            entry("kyc.channel", "online"),
            entry("kyc.waiting_for_modules", List.of("ocr", "decision")));
  }

  @Test
  void bug_ofOurs_isAnErrorWithoutItsWords() {
    end(new InternalError("id-1", new IllegalStateException("personal")));

    assertThat(notes.failure).isEqualTo("internal_error");
    assertThat(notes.attributes.toString()).doesNotContain("personal");
  }

  @Test
  void verification_withoutARecord_keepsItsContext() {
    AcceptedVerification accepted =
        new AcceptedVerification("id-1", PipelineFixture.REQUEST, PipelineFixture.CONTEXT);

    assertThat(VerificationSpan.begin(accepted)).isSameAs(accepted);
  }
}
