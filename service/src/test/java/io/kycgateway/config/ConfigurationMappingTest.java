package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.kycgateway.address.AddressConfiguration;
import io.kycgateway.address.ForwardedHeader;
import io.kycgateway.admin.AdminConfiguration;
import io.kycgateway.api.ApiConfiguration;
import io.kycgateway.connectors.SlowRequestConfiguration;
import io.kycgateway.idempotency.IdempotencyConfiguration;
import io.kycgateway.metrics.PrometheusConfiguration;
import io.kycgateway.modules.CircuitConfiguration;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.ratelimit.AuthFailureConfiguration;
import io.kycgateway.ratelimit.Quota;
import io.kycgateway.ratelimit.RateLimitConfiguration;
import io.kycgateway.ratelimit.RateLimitConfiguration.ClientQuotas;
import io.kycgateway.simulator.SimulatorConfiguration.Behaviour;
import io.kycgateway.store.StoreConfiguration;
import io.kycgateway.warmup.WarmUpConfiguration;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every key of every configuration reaches its record, and invalid values are rejected. */
class ConfigurationMappingTest {
  // No value is its default, so that a key that is not mapped shows.
  private static final String EVERY_KEY =
      """
      warmUp: {verifications: 9, atMost: 6s, compilerNice: 3}
      pipeline: {deadline: 3s, minConcurrent: 4, maxConcurrent: 7, capDegraded: false}
      modules:
        ocr:
          url: "http://ocr.example/"
          timeout: 5s
          after: [liveness]
          required: false
          retries: 3
          circuit:
            enabled: false
            failureRatio: 0.25
            minimumCalls: 7
            window: 3s
            openDuration: 4s
            trialCalls: 2
      moduleHttp: {maxResponseSize: 2KiB, connectionTimeout: 11ms, maxConnections: 5}
      api: {keysFile: keys.json, maxRequestSize: 1KiB, bodyHeapShare: 0.25}
      clientAddress: {trustedProxies: [10.0.0.0/8], header: Forwarded}
      rateLimits:
        enabled: false
        unlimitedClients: [ours]
        ip: [1/1s]
        device: []
        session: [2/2d]
        read: [7/1m]
        clients: {partner: {ip: [], device: [9/1h], session: [8/m], read: [6/s]}}
        maxTracked: 1000
      store:
        url: "redis://store:1/2"
        username: gateway
        passwordFile: store-password
        hashKeyFile: hash-key
        keyPrefix: "other:"
        commandTimeout: 7ms
        connectTimeout: 8ms
      idempotency: {keepFor: 2h, maxMemory: 3MiB}
      adminAccess: {username: scraper, passwordFile: password}
      authFailures: {perMinute: 3, maxAddresses: 4}
      slowRequests: {grace: 3s, minimumRate: 5KiB}
      prometheus: {nativeHistograms: true}
      simulator:
        enabled: true
        bindHost: 127.0.0.2
        port: 4711
        seed: 42
        attackRatio: 0.5
        journal: calls.log
        modules:
          ocr: {median: 1ms, p95: 2ms, errorRatio: 0.1, scoreMean: 0.6, scoreDeviation: 0.2}
      """;

  @Test
  void keys_all_reachTheirRecords() throws Exception {
    GatewayConfiguration config = ConfigurationFiles.read(EVERY_KEY);

    assertThat(config.engine().pipeline())
        .isEqualTo(new PipelineConfiguration(Duration.seconds(3), 4, 7, false));
    assertThat(config.warmUp()).isEqualTo(new WarmUpConfiguration(9, Duration.seconds(6), 3));
    assertThat(config.engine().modules().get("ocr"))
        .isEqualTo(
            new ModuleConfiguration(
                "http://ocr.example/",
                Duration.seconds(5),
                List.of("liveness"),
                false,
                3,
                new CircuitConfiguration(
                    false, 0.25, 7, Duration.seconds(3), Duration.seconds(4), 2)));
    assertThat(config.engine().moduleHttp().getMaxResponseSize()).isEqualTo(DataSize.kibibytes(2));
    assertThat(config.engine().moduleHttp().getConnectionTimeout())
        .isEqualTo(Duration.milliseconds(11));
    assertThat(config.engine().moduleHttp().getMaxConnections()).isEqualTo(5);
    assertThat(config.api())
        .isEqualTo(new ApiConfiguration("keys.json", DataSize.kibibytes(1), 0.25));
    assertThat(config.clientAddress())
        .isEqualTo(new AddressConfiguration(List.of("10.0.0.0/8"), ForwardedHeader.FORWARDED));
    assertThat(config.rateLimits())
        .isEqualTo(
            new RateLimitConfiguration(
                false,
                Set.of("ours"),
                List.of(new Quota(1, 1)),
                List.of(),
                List.of(new Quota(2, 172_800)),
                List.of(new Quota(7, 60)),
                Map.of(
                    "partner",
                    new ClientQuotas(
                        List.of(),
                        List.of(new Quota(9, 3_600)),
                        List.of(new Quota(8, 60)),
                        List.of(new Quota(6, 1)))),
                1000));
    assertThat(config.store())
        .isEqualTo(
            new StoreConfiguration(
                "redis://store:1/2",
                "gateway",
                "store-password",
                "hash-key",
                "other:",
                Duration.milliseconds(7),
                Duration.milliseconds(8)));
    assertThat(config.idempotency())
        .isEqualTo(new IdempotencyConfiguration(Duration.hours(2), DataSize.mebibytes(3)));
    assertThat(config.adminAccess()).isEqualTo(new AdminConfiguration("scraper", "password"));
    assertThat(config.authFailures()).isEqualTo(new AuthFailureConfiguration(3, 4));
    assertThat(config.slowRequests())
        .isEqualTo(new SlowRequestConfiguration(Duration.seconds(3), DataSize.kibibytes(5)));
    assertThat(config.prometheus().nativeHistograms()).isTrue();
    assertThat(config.engine().simulator().enabled()).isTrue();
    assertThat(config.engine().simulator().bindHost()).isEqualTo("127.0.0.2");
    assertThat(config.engine().simulator().port()).isEqualTo(4711);
    assertThat(config.engine().simulator().seed()).isEqualTo(42);
    assertThat(config.engine().simulator().attackRatio()).isEqualTo(0.5);
    assertThat(config.engine().simulator().journal()).isEqualTo("calls.log");
    assertThat(config.engine().simulator().modules().get("ocr"))
        .isEqualTo(
            new Behaviour(Duration.milliseconds(1), Duration.milliseconds(2), 0.1, 0.6, 0.2));
  }

  @Test
  void keys_all_areInThisTest() throws Exception {
    GatewayConfiguration given = ConfigurationFiles.read(EVERY_KEY);
    GatewayConfiguration none = ConfigurationFiles.read("{}");

    assertNoneIsADefault(given.engine().pipeline(), none.engine().pipeline());
    assertNoneIsADefault(
        given.engine().modules().get("ocr"),
        ConfigurationFiles.read("{modules: {ocr: {}}}").engine().modules().get("ocr"));
    assertNoneIsADefault(
        given.engine().modules().get("ocr").circuit(), CircuitConfiguration.defaults());
    assertNoneIsADefault(given.api(), none.api());
    assertNoneIsADefault(given.clientAddress(), none.clientAddress());
    assertNoneIsADefault(given.rateLimits(), none.rateLimits());
    assertNoneIsADefault(given.store(), none.store());
    assertNoneIsADefault(given.idempotency(), none.idempotency());
    assertNoneIsADefault(given.adminAccess(), none.adminAccess());
    assertNoneIsADefault(given.authFailures(), none.authFailures());
    assertNoneIsADefault(given.slowRequests(), none.slowRequests());
    assertNoneIsADefault(given.prometheus(), none.prometheus());
    assertNoneIsADefault(given.engine().simulator(), none.engine().simulator());
    assertNoneIsADefault(
        given.engine().simulator().modules().get("ocr"),
        ConfigurationFiles.read("{simulator: {modules: {ocr: {}}}}")
            .engine()
            .simulator()
            .modules()
            .get("ocr"));
  }

  @Test
  void defaults_ofTheCode_areTheDocumentedOnes() throws Exception {
    GatewayConfiguration config =
        ConfigurationFiles.read("{modules: {ocr: {}}, simulator: {modules: {ocr: {median: 5ms}}}}");

    assertThat(config.engine().pipeline())
        .isEqualTo(PipelineConfiguration.defaults())
        .isEqualTo(new PipelineConfiguration(Duration.seconds(8), 100, 1000, true));
    assertThat(config.engine().modules().get("ocr"))
        .isEqualTo(
            new ModuleConfiguration(
                "",
                Duration.seconds(2),
                List.of(),
                true,
                1,
                new CircuitConfiguration(
                    true, 0.5, 50, Duration.seconds(10), Duration.seconds(10), 5)));
    assertThat(config.api()).isEqualTo(new ApiConfiguration("", DataSize.mebibytes(8), 0.5));
    assertThat(config.clientAddress())
        .isEqualTo(new AddressConfiguration(List.of(), ForwardedHeader.X_FORWARDED_FOR));
    assertThat(config.rateLimits())
        .isEqualTo(
            new RateLimitConfiguration(
                true,
                Set.of(),
                List.of(new Quota(5, 60), new Quota(10, 3_600)),
                List.of(new Quota(5, 86_400)),
                List.of(new Quota(3, 3_600)),
                List.of(),
                Map.of(),
                50_000));
    assertThat(config.store())
        .isEqualTo(StoreConfiguration.none())
        .isEqualTo(
            new StoreConfiguration(
                "", "", "", "", "kyc:", Duration.milliseconds(50), Duration.seconds(1)));
    assertThat(config.idempotency())
        .isEqualTo(new IdempotencyConfiguration(Duration.hours(24), DataSize.mebibytes(64)));
    assertThat(config.adminAccess()).isEqualTo(new AdminConfiguration("prometheus", ""));
    assertThat(config.authFailures()).isEqualTo(new AuthFailureConfiguration(30, 100_000));
    assertThat(config.slowRequests())
        .isEqualTo(new SlowRequestConfiguration(Duration.seconds(10), DataSize.kibibytes(16)));
    assertThat(config.prometheus()).isEqualTo(new PrometheusConfiguration(false));
    assertThat(config.engine().simulator().enabled()).isFalse();
    assertThat(config.engine().simulator().modules().get("ocr"))
        .isEqualTo(
            new Behaviour(Duration.milliseconds(5), Duration.milliseconds(5), 0.0, 0.95, 0.03));
    ModuleHttpConfiguration http = config.engine().moduleHttp();
    assertThat(http.getRetries()).as("retrying is ours, by module").isZero();
    assertThat(http.isCookiesEnabled()).isFalse();
    assertThat(http.getKeepAlive()).isEqualTo(Duration.seconds(30));
    assertThat(http.getMaxResponseSize()).isEqualTo(DataSize.mebibytes(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{pipeline: {dedline: 8s}} | dedline",
        "{pipeline: {deadline: soon}} | pipeline.deadline",
        "{pipeline: {deadline: 0s}} | pipeline.deadline",
        "{pipeline: {maxConcurrent: 0}} | pipeline.maxConcurrent",
        "{pipeline: {minConcurrent: 0}} | pipeline.minConcurrent",
        "{warmUp: {verifications: -1}} | warmUp.verifications",
        "{warmUp: {compilerNice: -1}} | warmUp.compilerNice",
        "{warmUp: {compilerNice: 20}} | warmUp.compilerNice",
        "{pipeline: {maxConcurrent: 100001}} | pipeline.maxConcurrent",
        "{modules: {ocr: {timeout: 0s}}} | modules[ocr].timeout",
        "{modules: {ocr: {retries: -1}}} | modules[ocr].retries",
        "{modules: {ocr: {retries: 6}}} | modules[ocr].retries",
        "{modules: {ocr: {retry: 1}}} | retry",
        "{modules: {ocr: {circuit: {failureRatio: 0}}}} | modules[ocr].circuit.failureRatio",
        "{modules: {ocr: {circuit: {failureRatio: 1.1}}}} | modules[ocr].circuit.failureRatio",
        "{modules: {ocr: {circuit: {minimumCalls: 0}}}} | modules[ocr].circuit.minimumCalls",
        "{modules: {ocr: {circuit: {window: 500ms}}}} | modules[ocr].circuit.window",
        "{modules: {ocr: {circuit: {openDuration: 0s}}}} | modules[ocr].circuit.openDuration",
        "{modules: {ocr: {circuit: {trialCalls: 0}}}} | modules[ocr].circuit.trialCalls",
        "{modules: {ocr: {circuit: {ratio: 1}}}} | ratio",
        "{modules: {ocr: }} | modules[ocr]",
        "{api: {maxRequestSize: 0B}} | api.maxRequestSize",
        "{api: {maxRequestSize: 3GiB}} | api.maxRequestSize",
        "{clientAddress: {trustedProxies: [10.0.0.0/33]}} | KYC_TRUSTED_PROXIES",
        "{clientAddress: {trustedProxies: [proxy.example]}} | KYC_TRUSTED_PROXIES",
        "{clientAddress: {header: X-Real-IP}} | clientAddress",
        "{rateLimits: {ip: [5]}} | rateLimits",
        "{rateLimits: {ip: [0/1m]}} | rateLimits",
        "{rateLimits: {ip: [5/1w]}} | rateLimits",
        "{rateLimits: {clients: {partner: {ipp: []}}}} | ipp",
        "{rateLimits: {maxTracked: 1}} | rateLimits.maxTracked",
        "{store: {url: 'http://store'}} | KYC_STORE_URL",
        "{store: {url: 'redis://:pa55@store'}} | KYC_STORE_URL",
        "{store: {url: 'redis://store', username: me}} | store.passwordFile",
        "{store: {commandTimeout: 0ms}} | store.commandTimeout",
        "{store: {connectTimeout: 1h}} | store.connectTimeout",
        "{store: {keyPrefix: ''}} | store.keyPrefix",
        "{idempotency: {keepFor: 0s}} | idempotency.keepFor",
        "{idempotency: {keepFor: 31d}} | idempotency.keepFor",
        "{idempotency: {maxMemory: 1B}} | idempotency.maxMemory",
        "{moduleHttp: {maxResponseSize: 3GiB}} | moduleHttp.maxResponseSize",
        "{authFailures: {perMinute: -1}} | authFailures.perMinute",
        "{authFailures: {maxAddresses: 0}} | authFailures.maxAddresses",
        "{slowRequests: {grace: 0s}} | slowRequests.grace",
        "{slowRequests: {minimumRate: 2GiB}} | slowRequests.minimumRate",
        "{simulator: {attackRatio: 1.5}} | simulator.attackRatio",
        "{simulator: {port: 70000}} | simulator.port",
        "{simulator: {modules: {ocr: {errorRatio: 2}}}} | simulator.modules[ocr].errorRatio",
        "{unknown: 1} | unknown",
      })
  void value_outsideItsRange_stopsTheStartAndIsNamed(String yaml, String key) {
    assertThatThrownBy(() -> ConfigurationFiles.read(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key);
  }

  @Test
  void section_byItsOldName_isStillReadAndNamedWithItsNewOne() throws Exception {
    GatewayConfiguration config = ConfigurationFiles.read("guesses: {perMinute: 3}");

    assertThat(config.authFailures()).isEqualTo(new AuthFailureConfiguration(3, null));
    assertThat(config.renamedSections()).containsExactly(Map.entry("guesses", "authFailures"));
    assertThat(ConfigurationFiles.read("{}").renamedSections()).isEmpty();
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
