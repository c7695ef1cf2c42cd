package io.kycgateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupErrorsTest {
  private static final ObjectMapper MAPPER =
      Jackson.newObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** A configuration with the types that print their classes when they refuse a value. */
  record Settings(@JsonProperty Outer outer) {
    record Outer(
        @JsonProperty @Nullable Duration pause,
        @JsonProperty @Nullable DataSize size,
        @JsonProperty @Nullable Boolean enabled,
        @JsonProperty @Nullable List<Integer> ports) {}
  }

  @ParameterizedTest
  @CsvSource({
    "pause: 5, 'outer.pause must be a number and a unit, such as 500ms, 5s or 10m'",
    "pause: '5', 'outer.pause must be a number and a unit, such as 500ms, 5s or 10m'",
    "pause: PT5S, 'outer.pause must be a number and a unit, such as 500ms, 5s or 10m'",
    "size: -1MB, 'outer.size must be a number and a unit, such as 64KiB or 8MiB'",
    "enabled: 'yes', 'outer.enabled must be true or false'",
    "ports: [1e4x], 'outer.ports[0] must be a whole number'",
    "size: 8.5, 'outer.size must be a number and a unit, such as 64KiB or 8MiB'",
  })
  void value_thatItsTypeRefuses_isNamedWithoutClasses(String setting, String sentence) {
    assertThat(StartupErrors.configuration(refusal(setting)).orElseThrow())
        .isEqualToNormalizingNewlines("config.yml has an error:\n  * " + sentence);
  }

  @Test
  void key_unknown_isNamedAsBefore() {
    assertThat(StartupErrors.configuration(refusal("size: 1MB\n  pauses: 5s")).orElseThrow())
        .contains("pauses", "Did you mean");
  }

  @Test
  void startupException_withinTheExceptionOfASource_isItsSentence() {
    Throwable wrapped = new IOException(new StartupException("KYC_PORT holds tcp://10.0.0.1:80"));

    assertThat(StartupErrors.configuration(wrapped)).contains("KYC_PORT holds tcp://10.0.0.1:80");
  }

  @Test
  void error_thatIsNotAboutTheConfiguration_isNone() {
    assertThat(StartupErrors.configuration(new FileNotFoundException("out.jsonl"))).isEmpty();
    assertThat(StartupErrors.configuration(new IllegalStateException("bug"))).isEmpty();
  }

  private static Throwable refusal(String setting) {
    byte[] yaml = ("outer:\n  " + setting + "\n").getBytes(StandardCharsets.UTF_8);
    return catchThrowable(
        () ->
            new YamlConfigurationFactory<>(Settings.class, null, MAPPER, "dw")
                .build(path -> new ByteArrayInputStream(yaml), "config.yml"));
  }
}
