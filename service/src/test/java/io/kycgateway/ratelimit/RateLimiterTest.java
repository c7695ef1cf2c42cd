package io.kycgateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.http.Routes;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.ratelimit.RateLimitConfiguration.ClientQuotas;
import io.kycgateway.secrets.KeyedHash;
import io.kycgateway.testing.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The limits by themselves, with a clock that the test moves. */
class RateLimiterTest {
  private static final String CLIENT = "tester";
  private static final String DEVICE = "device-1";

  private final MovableClock time = new MovableClock();
  private final MetricRecorder families =
      new MetricRecorder(Catalogue.GATEWAY, new MetricRegistry(), new ScrapeRegistry(), false);
  private final InMemoryBuckets buckets = new InMemoryBuckets(10_000, time);
  private int sessions;

  @Test
  void address_overItsFirstQuota_waitsForTheWindowToEnd() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 5; i++) {
      assertThat(ask(limiter, "a", null).isRefused()).isFalse();
    }

    time.advance(Duration.ofSeconds(20));
    RateLimitCheck refused = ask(limiter, "a", null);
    assertThat(refused.isRefused()).isTrue();
    assertThat(refused.retryAfterSeconds()).isEqualTo(40);

    time.advance(Duration.ofSeconds(40).minusNanos(1));
    assertThat(ask(limiter, "a", null).isRefused()).as("a nanosecond early").isTrue();
    assertThat(ask(limiter, "a", null).retryAfterSeconds()).isEqualTo(1);
    time.advance(Duration.ofNanos(1));
    assertThat(ask(limiter, "a", null).isRefused()).as("in time").isFalse();
  }

  @Test
  void address_overItsSecondQuota_waitsForTheLongerWindow() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 10; i++) {
      assertThat(ask(limiter, "a", null).isRefused()).as("%d", i).isFalse();
      time.advance(Duration.ofMinutes(1));
    }

    RateLimitCheck refused = ask(limiter, "a", null);
    assertThat(refused.isRefused()).isTrue();
    assertThat(refused.retryAfterSeconds()).isEqualTo(3_000);
    assertThat(refused.state()).isEqualTo("\"ip-3600s\";r=0;t=3000");

    time.advance(Duration.ofMinutes(50));
    assertThat(ask(limiter, "a", null).isRefused()).isFalse();
  }

  @Test
  void device_overItsQuota_waitsForADayWhateverItsAddress() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 5; i++) {
      assertThat(ask(limiter, "address-" + i, DEVICE).isRefused()).isFalse();
    }

    RateLimitCheck refused = ask(limiter, "address-6", DEVICE);
    assertThat(refused.isRefused()).isTrue();
    assertThat(refused.retryAfterSeconds()).isEqualTo(86_400);
    assertThat(ask(limiter, "address-6", "DEVICE-1").isRefused()).as("other capitals").isTrue();
    assertThat(ask(limiter, "address-6", "device-2").isRefused()).isFalse();
    assertThat(hits("device_limit")).isEqualTo(2);
  }

  @Test
  void session_overItsQuota_waitsForAnHour() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 3; i++) {
      assertThat(ask(limiter, "address-" + i, null, "ab-1").isRefused()).isFalse();
    }

    assertThat(ask(limiter, "b", null, "AB-1").isRefused()).isTrue();
    time.advance(Duration.ofHours(1));
    assertThat(ask(limiter, "b", null, "ab-1").isRefused()).isFalse();
  }

  @Test
  void refusal_byOneLimit_costsNothingOfTheOthers() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 5; i++) {
      ask(limiter, "address-" + i, DEVICE);
    }

    // Over the limit of its device, again and again, from one address.
    for (int i = 0; i < 20; i++) {
      RateLimitCheck refused = ask(limiter, "a", DEVICE);
      assertThat(refused.isRefused()).isTrue();
      assertThat(refused.state()).isEqualTo("\"device-86400s\";r=0;t=86400");
    }

    assertThat(IntStream.range(0, 5).filter(i -> !ask(limiter, "a", null).isRefused()).count())
        .as("the address has all of its five")
        .isEqualTo(5);
  }

  @Test
  void address_checkedAlone_isCounted() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 5; i++) {
      assertThat(address(limiter).isRefused()).isFalse();
    }

    assertThat(address(limiter).isRefused()).isTrue();
  }

  @Test
  void answers_ofEveryKind_tellWhatIsLeft() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    RateLimitCheck request = ask(limiter, "a", DEVICE, "session");

    assertThat(request.policy())
        .isEqualTo(
            "\"ip-60s\";q=5;w=60, \"ip-3600s\";q=10;w=3600, \"device-86400s\";q=5;w=86400,"
                + " \"session-3600s\";q=3;w=3600");
    assertThat(request.state())
        .isEqualTo(
            "\"ip-60s\";r=4;t=60, \"device-86400s\";r=4;t=86400, \"session-3600s\";r=2;t=3600");
  }

  @Test
  void check_closed_addsTheHeadersWhateverWasDecided() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 5; i++) {
      Map<String, String> headers = headers(limiter);
      assertThat(headers).containsOnlyKeys("RateLimit", "RateLimit-Policy");
      assertThat(headers).containsEntry("RateLimit", "\"ip-60s\";r=" + (4 - i) + ";t=60");
    }

    assertThat(headers(limiter))
        .containsEntry("RateLimit", "\"ip-60s\";r=0;t=60")
        .containsEntry("Retry-After", "60");
    assertThat(decisions("allowed")).isEqualTo(5);
    assertThat(decisions("blocked")).isEqualTo(1);
  }

  @Test
  void check_waived_refundsAndLeavesNoTrace() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 20; i++) {
      Map<String, String> headers = new TreeMap<>();
      try (RateLimitCheck request = limiter.begin(CLIENT, headers::put)) {
        request.checkAddress("a");
        assertThat(request.isRefused()).isFalse();
        request.waive();
      }
      assertThat(headers).isEmpty();
    }
    assertThat(decisions("allowed") + decisions("blocked")).isZero();
  }

  @Test
  void client_withQuotasOfItsOwn_hasThoseAndTheOthersTheirs() {
    RateLimiter limiter =
        limiter(
            new RateLimitConfiguration(
                true,
                Set.of("ours"),
                List.of(Quota.parse("1/1m")),
                List.of(),
                List.of(Quota.parse("2/1m")),
                List.of(),
                Map.of(
                    "partner",
                    new ClientQuotas(List.of(Quota.parse("3/1m")), null, List.of(), null)),
                100));

    assertUnlimited(limiter, "ours");
    assertThat(allowed(limiter, "partner", 5)).isEqualTo(3);
    assertThat(allowed(limiter, CLIENT, 5)).isEqualTo(1);
    assertThat(limiter.begin("partner", (name, value) -> {}).policy())
        .isEqualTo("\"ip-60s\";q=3;w=60");
  }

  @Test
  void limits_turnedOff_areNotThere() {
    assertUnlimited(
        limiter(
            new RateLimitConfiguration(Boolean.FALSE, null, null, null, null, null, null, null)),
        CLIENT);
    assertUnlimited(
        limiter(
            new RateLimitConfiguration(
                null, null, List.of(), List.of(), List.of(), null, null, (Integer) null)),
        CLIENT);
  }

  @Test
  void decisions_inParallel_areExactlyAsManyAsTheQuota() throws Exception {
    RateLimiter limiter =
        limiter(
            new RateLimitConfiguration(
                null,
                null,
                List.of(Quota.parse("1000/1h")),
                List.of(Quota.parse("300/1h")),
                List.of(),
                null,
                null,
                (Integer) null));
    AtomicInteger allowed = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CountDownLatch together = new CountDownLatch(1);
    for (int i = 0; i < 8; i++) {
      threads.execute(
          () -> {
            await(together);
            for (int n = 0; n < 500; n++) {
              RateLimitCheck request = begin(limiter);
              request.checkAddress("a");
              if (request.checkIdentity(DEVICE, "s")) {
                allowed.incrementAndGet();
              }
              request.close();
            }
          });
    }
    together.countDown();
    threads.shutdown();

    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(allowed).hasValue(300);
    assertThat(decisions("allowed")).isEqualTo(300);
    assertThat(decisions("blocked")).isEqualTo(3_700);
    assertThat(hits("ip_limit") + hits("device_limit")).isEqualTo(3_700);
    assertThat(allowed(limiter, CLIENT, 1_000)).as("what devices were refused").isEqualTo(700);
  }

  @Test
  void addressesAndDevices_aMillionOfEach_doNotGrowBeyondTheBound() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    // One that is over its limit must not be evicted by the flood.
    for (int i = 0; i < 30; i++) {
      ask(limiter, "culprit", "culprit");
    }

    for (int i = 0; i < 1_000_000; i++) {
      ask(limiter, "address-" + i, "device-" + i, "session-" + i);
      if (i % 1_000 == 0) {
        assertThat(ask(limiter, "culprit", "culprit").isRefused()).isTrue();
      }
    }

    for (LimitScope subject : LimitScope.values()) {
      assertThat(buckets.tracked(subject)).as("%s", subject).isBetween(9_000L, 10_000L);
    }
  }

  @Test
  void addressesAndDevices_thatAskNoMore_areForgotten() {
    RateLimiter limiter = limiter(RateLimitConfiguration.defaults());
    for (int i = 0; i < 1_000; i++) {
      ask(limiter, "address-" + i, "device-" + i);
    }

    time.advance(Duration.ofHours(2));
    assertThat(buckets.tracked(LimitScope.IP)).isZero();
    assertThat(buckets.tracked(LimitScope.SESSION)).isZero();
    assertThat(buckets.tracked(LimitScope.DEVICE)).isEqualTo(1_000);
    time.advance(Duration.ofDays(1));
    assertThat(buckets.tracked(LimitScope.DEVICE)).isZero();
  }

  private RateLimiter limiter(RateLimitConfiguration configuration) {
    return new RateLimiter(
        configuration, buckets, KeyedHash.random(), new RateLimitMetrics(families));
  }

  private void assertUnlimited(RateLimiter limiter, String client) {
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      try (RateLimitCheck request = limiter.begin(client, headers::put)) {
        request.checkAddress("a");
        assertThat(request.checkIdentity(DEVICE, "s")).isTrue();
      }
    }
    assertThat(headers).isEmpty();
    assertThat(decisions("allowed") + decisions("blocked")).isZero();
  }

  private static Map<String, String> headers(RateLimiter limiter) {
    Map<String, String> headers = new TreeMap<>();
    try (RateLimitCheck request = limiter.begin(CLIENT, headers::put)) {
      request.checkAddress("a");
    }
    return headers;
  }

  private static RateLimitCheck address(RateLimiter limiter) {
    RateLimitCheck request = begin(limiter);
    request.checkAddress("a");
    return request;
  }

  private static RateLimitCheck begin(RateLimiter limiter) {
    return limiter.begin(CLIENT, (name, value) -> {});
  }

  private RateLimitCheck ask(RateLimiter limiter, String address, String device) {
    return ask(limiter, address, device, "session of its own " + sessions++);
  }

  private static RateLimitCheck ask(
      RateLimiter limiter, String address, String device, String session) {
    RateLimitCheck request = begin(limiter);
    request.checkAddress(address);
    boolean unused = request.checkIdentity(device, session);
    request.close();
    return request;
  }

  private int allowed(RateLimiter limiter, String client, int requests) {
    int allowed = 0;
    for (int i = 0; i < requests; i++) {
      RateLimitCheck request = limiter.begin(client, (name, value) -> {});
      request.checkAddress("a");
      if (request.checkIdentity(null, "other " + sessions++)) {
        allowed++;
      }
    }
    return allowed;
  }

  private long hits(String reason) {
    return families.counter(RateLimitMetrics.HITS, Routes.VERIFICATIONS, reason).getCount();
  }

  private long decisions(String decision) {
    return families.counter(RateLimitMetrics.DECISIONS, Routes.VERIFICATIONS, decision).getCount();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
