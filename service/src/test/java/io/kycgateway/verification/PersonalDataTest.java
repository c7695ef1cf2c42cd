package io.kycgateway.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.modules.ModuleCall;
import io.kycgateway.modules.ModulePayload;
import io.kycgateway.modules.ModuleResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is printed by mistake, in a log line or a message, tells nothing about a person. */
class PersonalDataTest {
  private static final String[] PERSONAL = {
    "personal-device",
    "s3://personal",
    "cGVyc29uYWw=",
    "personal-value",
    "personal-key",
    "192.0.2.7",
    "Mustermann",
    "passport",
    "ESP"
  };

  static Stream<Object> records() throws MalformedJsonException {
    Evidence inline = new Evidence(null, "cGVyc29uYWw=", "image/jpeg", "passport", "ESP");
    Evidence reference = new Evidence("s3://personal", null, null, null, null);
    VerificationRequest request =
        new VerificationRequest(
            "0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e",
            "personal-device",
            reference,
            inline,
            Map.of("personal-key", "personal-value"));
    VerificationContext context =
        new VerificationContext(Channel.ONLINE, "request-1", TraceContext.started(), "192.0.2.7");
    byte[] common = ModulePayload.common(request, context);
    byte[] json = "{\"details\": {\"name\": \"Mustermann\"}}".getBytes(UTF_8);
    ModuleResult.Scored scored =
        new ModuleResult.Scored(0.5, List.of("name Mustermann unreadable"), null, json);
    ModulePayload payload = ModulePayload.of(common, Map.of(ModuleName.OCR, scored), List.of());
    return Stream.of(
        inline,
        reference,
        request,
        context,
        payload,
        new ModuleCall(
            "v",
            payload,
            context,
            context.span().attempts(),
            1000,
            new io.kycgateway.modules.CallControl(),
            1),
        scored,
        new ModuleResult.Scored(0.5, List.of(), "Mustermann", json),
        new ModuleResult.Decided(Status.REJECTED, 0.5, List.of("Mustermann")));
  }

  @ParameterizedTest
  @MethodSource("records")
  void toString_ofARecord_showsNoPersonalData(Object value) {
    assertThat(value.toString()).doesNotContain(PERSONAL);
  }
}
