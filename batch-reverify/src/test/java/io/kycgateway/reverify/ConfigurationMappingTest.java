package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.ConfigurationFactory;
import io.dropwizard.configuration.DefaultConfigurationFactoryFactory;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.reverify.push.PushConfiguration;
import io.kycgateway.reverify.run.RetryConfiguration;
import java.io.ByteArrayInputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.StringSubstitutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every key of {@code batch:} reaches its record, and invalid values are rejected. */
class ConfigurationMappingTest {
  // No value is its default, so that a key that is not mapped shows.
  private static final String EVERY_KEY =
      """
      batch:
        maxConcurrency: 7
        maxLineSize: 2KiB
        gracePeriod: 3s
        progressInterval: 4s
        lease: 11s
        retry: {retries: 5, delay: 6ms, maxDelay: 7s, maxRetryAfter: 8s}
        push:
          url: http://push.example:9091
          username: someone
          passwordFile: password
          bearerTokenFile: token
          caFile: ca.pem
          interval: 9s
          timeout: 10s
          attempts: 2
      """;

  @Test
  void keys_all_reachTheirRecords() throws Exception {
    assertThat(read(EVERY_KEY).batch())
        .isEqualTo(
            new BatchConfiguration(
                7,
                DataSize.kibibytes(2),
                Duration.seconds(3),
                Duration.seconds(4),
                Duration.seconds(11),
                new RetryConfiguration(
                    5, Duration.milliseconds(6), Duration.seconds(7), Duration.seconds(8)),
                new PushConfiguration(
                    "http://push.example:9091",
                    "someone",
                    "password",
                    "token",
                    "ca.pem",
                    Duration.seconds(9),
                    Duration.seconds(10),
                    2)));
  }

  @Test
  void keys_all_areInThisTest() throws Exception {
    BatchConfiguration given = read(EVERY_KEY).batch();
    BatchConfiguration none = read("{}").batch();

    assertNoneIsADefault(given, none);
    assertNoneIsADefault(given.retry(), none.retry());
    assertNoneIsADefault(given.push(), none.push());
  }

  @Test
  void projectsOwnFile_withoutVariables_saysTheDefaultsOfTheCode() throws Exception {
    ReverifyConfiguration file =
        factory()
            .build(
                new SubstitutingSourceProvider(
                    new FileConfigurationSourceProvider(), new StringSubstitutor(Map.of())),
                Path.of("..", "config.yml").toString());

    assertThat(file.batch()).isEqualTo(BatchConfiguration.defaults());
    assertThat(file.batch()).isEqualTo(read("{batch: {retry: {}, push: {}}}").batch());
  }

  @Test
  void gatewaysSections_thatTheBatchDoesNotRead_areExactlyThoseItIgnores() {
    Set<String> unread = keys(GatewayConfiguration.class);
    unread.removeAll(keys(ReverifyConfiguration.class));

    assertThat(ReverifyConfiguration.class.getAnnotation(JsonIgnoreProperties.class).value())
        .containsExactlyInAnyOrderElementsOf(unread);
  }

  // With their aliases.
  private static Set<String> keys(Class<?> type) {
    ObjectMapper mapper = Jackson.newObjectMapper();
    Set<String> keys = new TreeSet<>();
    for (BeanPropertyDefinition property :
        mapper.getDeserializationConfig().introspect(mapper.constructType(type)).findProperties()) {
      if (property.couldDeserialize()) {
        keys.add(property.getName());
        property.findAliases().forEach(alias -> keys.add(alias.getSimpleName()));
      }
    }
    return keys;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{batch: {maxConcurrency: 0}} | batch.maxConcurrency",
        "{batch: {maxConcurrency: 10001}} | batch.maxConcurrency",
        "{batch: {maxLineSize: much}} | batch.maxLineSize",
        "{batch: {maxLineSize: 0B}} | batch.maxLineSize",
        "{batch: {maxLineSize: 3GiB}} | batch.maxLineSize",
        "{batch: {gracePeriod: soon}} | batch.gracePeriod",
        "{batch: {progressInterval: 0s}} | batch.progressInterval",
        "{batch: {retry: {retries: 101}}} | batch.retry.retries",
        "{batch: {retry: {delay: 0s}}} | batch.retry.delay",
        "{batch: {push: {attempts: 0}}} | batch.push.attempts",
        "{batch: {push: {interval: 0s}}} | batch.push.interval",
        "{batch: {push: {timeout: 0s}}} | batch.push.timeout",
        "{batch: {push: {url: 'x', tls: true}}} | tls",
        "{batch: {pushes: {}}} | pushes",
      })
  void value_outsideItsRange_stopsTheStartAndIsNamed(String yaml, String key) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key);
  }

  private static ReverifyConfiguration read(String yaml) throws Exception {
    return factory()
        .build(
            unused -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
            "config.yml");
  }

  private static ConfigurationFactory<ReverifyConfiguration> factory() {
    return new DefaultConfigurationFactoryFactory<ReverifyConfiguration>()
        .create(
            ReverifyConfiguration.class,
            Validators.newValidator(),
            Jackson.newObjectMapper(),
            "dw");
  }

  private static void assertNoneIsADefault(Record given, Record defaults) throws Exception {
    for (RecordComponent component : given.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      assertThat(component.getAccessor().invoke(given))
          .as("%s.%s", given.getClass().getSimpleName(), component.getName())
          .isNotEqualTo(component.getAccessor().invoke(defaults));
    }
  }
}
