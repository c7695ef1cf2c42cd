package io.kycgateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @ParameterizedTest
  @CsvSource({
    "00-" + TRACE + "-" + SPAN + "-01, true",
    "00-" + TRACE + "-" + SPAN + "-00, false",
    "00-" + TRACE + "-" + SPAN + "-03, true",
    "00-" + TRACE + "-" + SPAN + "-fe, false",
    "01-" + TRACE + "-" + SPAN + "-01, true",
    "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-will-be-like, true",
    "'  00-" + TRACE + "-" + SPAN + "-01 ', true",
  })
  void traceparent_valid_isContinuedInASpanOfOurOwn(String traceparent, boolean sampled) {
    TraceContext trace = TraceContext.continued(traceparent, null);

    assertThat(trace.traceId()).isEqualTo(TRACE);
    assertThat(trace.spanId())
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(SPAN)
        .isNotEqualTo("0".repeat(16));
    assertThat(trace.sampled()).isEqualTo(sampled);
    assertThat(trace.traceparent())
        .isEqualTo("00-" + TRACE + "-" + trace.spanId() + (sampled ? "-01" : "-00"));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "ff-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-01-extra",
        "00-" + TRACE + "-" + SPAN + "-01-",
        "01-" + TRACE + "-" + SPAN + "-01.extra",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-0g",
        "00-" + TRACE + "-" + SPAN,
        "0-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "0-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-01\nX-Injected: yes",
        "garbage",
      })
  void traceparent_invalid_startsATraceOfItsOwn(String traceparent) {
    TraceContext trace = TraceContext.continued(traceparent, null);

    assertThat(trace.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    assertThat(trace.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
  }

  @Test
  void traceparent_overlong_startsATraceOfItsOwn() {
    String overlong = "cc-" + TRACE + "-" + SPAN + "-01-" + "x".repeat(512);

    assertThat(TraceContext.continued(overlong, null).traceId()).isNotEqualTo(TRACE);
  }

  @Test
  void tracestate_ofAValidTrace_isPassedOnVerbatim() {
    String traceparent = "00-" + TRACE + "-" + SPAN + "-01";

    assertThat(TraceContext.continued(traceparent, "vendor=a,other=b").tracestate())
        .isEqualTo("vendor=a,other=b");
    assertThat(TraceContext.continued(traceparent, "vendor=a").child().tracestate())
        .isEqualTo("vendor=a");
    assertThat(TraceContext.continued("garbage", "vendor=a").tracestate()).isNull();
    assertThat(TraceContext.continued(traceparent, "vendor=\u00e9").tracestate()).isNull();
    assertThat(TraceContext.continued(traceparent, "vendor=a\r\nX-Injected: b").tracestate())
        .isNull();
    assertThat(TraceContext.continued(traceparent, "x".repeat(513)).tracestate()).isNull();
  }

  @Test
  void tracestate_ofACaller_isNotPrinted() {
    assertThat(TraceContext.continued("00-" + TRACE + "-" + SPAN + "-01", "zq9Marker=a"))
        .asString()
        .contains(TRACE)
        .doesNotContain("zq9Marker");
  }

  @Test
  void child_ofASpan_isAnotherSpanOfTheTrace() {
    TraceContext trace = TraceContext.continued("00-" + TRACE + "-" + SPAN + "-00", null);

    assertThat(trace.child().traceId()).isEqualTo(TRACE);
    assertThat(trace.child().sampled()).isFalse();
    assertThat(trace.child().spanId()).isNotEqualTo(trace.spanId());
  }

  @Test
  void started_often_neverRepeatsAnId() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      TraceContext trace = TraceContext.started();
      assertThat(trace.traceId()).matches("[0-9a-f]{32}");
      assertThat(ids.add(trace.traceId())).isTrue();
      assertThat(ids.add(trace.spanId())).isTrue();
    }
  }
}
