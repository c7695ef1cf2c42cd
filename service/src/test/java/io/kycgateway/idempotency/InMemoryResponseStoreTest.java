package io.kycgateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.idempotency.ResponseStore.Found;
import io.kycgateway.testing.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryResponseStoreTest {
  private static final Duration TTL = Duration.ofHours(24);
  private static final int ANSWER = 1000;
  private static final int COST = ANSWER + InMemoryResponseStore.OVERHEAD_BYTES;

  // Ticks begin where they soon overflow.
  private final MovableClock clock =
      new MovableClock(Long.MAX_VALUE - Duration.ofHours(1).toNanos());
  private final InMemoryResponseStore answers = new InMemoryResponseStore(TTL, 100L * COST, clock);

  @Test
  void address_unknown_isTheFirstTickets() {
    assertThat(answers.claim(ticket("a", "body"))).isEqualTo(ResponseStore.NOTHING);
    assertThat(answers.claim(ticket("a", "body"))).isEqualTo(ResponseStore.IN_FLIGHT);
    assertThat(answers.claim(ticket("a", "other"))).isEqualTo(ResponseStore.OTHER_BODY);
    assertThat(answers.claim(ticket("b", "body"))).isEqualTo(ResponseStore.NOTHING);
  }

  @Test
  void answer_kept_isFoundByTheSameBodyAlone() {
    answer("a");

    assertThat(answers.claim(ticket("a", "body"))).isEqualTo(new Found.Stored("x".repeat(ANSWER)));
    assertThat(answers.claim(ticket("a", "other"))).isEqualTo(ResponseStore.OTHER_BODY);
  }

  @Test
  void address_released_isFreeForAnyBody() {
    Found unused = answers.claim(ticket("a", "body"));

    answers.release(ticket("a", "body"));

    assertThat(answers.claim(ticket("a", "other"))).isEqualTo(ResponseStore.NOTHING);
  }

  @Test
  void answer_afterItsTime_isGone() {
    answer("a");
    clock.advance(TTL.minusNanos(1));
    assertThat(answers.claim(ticket("a", "body"))).isInstanceOf(Found.Stored.class);

    clock.advance(Duration.ofNanos(1));

    assertThat(answers.claim(ticket("a", "other"))).isEqualTo(ResponseStore.NOTHING);
    assertThat(answers.size()).isZero();
  }

  @Test
  void answer_asked_livesNoLonger() {
    answer("a");
    clock.advance(TTL.dividedBy(2));
    Found unused = answers.claim(ticket("a", "body"));
    clock.advance(TTL.dividedBy(2));

    assertThat(answers.claim(ticket("a", "body"))).isEqualTo(ResponseStore.NOTHING);
  }

  @Test
  void answers_beyondTheBound_dropTheOldest() {
    for (int i = 0; i < 1_000_000; i++) {
      answer("a" + i);
    }

    assertThat(answers.size()).isEqualTo(100);
    assertThat(answers.claim(ticket("a999900", "body"))).isInstanceOf(Found.Stored.class);
    assertThat(answers.claim(ticket("a899999", "body"))).isEqualTo(ResponseStore.NOTHING);
  }

  @Test
  void answer_largerThanTheBound_isNotKeptAndFreesItsAddress() {
    Found unused = answers.claim(ticket("a", "body"));

    answers.put(ticket("a", "body"), "x".repeat(200 * COST));

    assertThat(answers.size()).isZero();
    assertThat(answers.claim(ticket("a", "body"))).isEqualTo(ResponseStore.NOTHING);
  }

  @Test
  void answer_keptAgainOrForgotten_countsOnce() {
    for (int i = 0; i < 1000; i++) {
      answers.put(ticket("a", "body"), "x".repeat(ANSWER));
    }
    assertThat(answers.size()).isOne();
    answers.remove("a");
    answers.remove("a");
    for (int i = 0; i < 100; i++) {
      answer("b" + i);
    }

    assertThat(answers.size()).as("all of the bound is there").isEqualTo(100);
  }

  @Test
  void requests_inFlight_surviveAnyNumberOfAnswers() {
    Found unused = answers.claim(ticket("slow", "body"));
    for (int i = 0; i < 1000; i++) {
      answer("a" + i);
    }
    clock.advance(TTL);

    assertThat(answers.claim(ticket("slow", "body"))).isEqualTo(ResponseStore.IN_FLIGHT);
  }

  private void answer(String address) {
    Claim ticket = ticket(address, "body");
    Found unused = answers.claim(ticket);
    answers.put(ticket, "x".repeat(ANSWER));
  }

  private static Claim ticket(String address, String fingerprint) {
    return new Claim(address, fingerprint, "token");
  }
}
