package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.util.DataSize;
import io.kycgateway.problem.ProblemException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The limit on bytes of request bodies, here of 100 bytes. */
class BodyMemoryTest {
  private final AtomicInteger refused = new AtomicInteger();
  private final BodyMemory memory =
      BodyMemory.create(
          new ApiConfiguration(null, DataSize.bytes(50), 0.5),
          200L * BodyMemory.COPIES,
          /* simulated= */ false,
          refused::incrementAndGet);

  @Test
  void bodies_upToTheLimit_areTaken() {
    memory.lease().growTo(60);
    memory.lease().growTo(40);

    assertThat(refused).hasValue(0);
  }

  @Test
  void body_beyondTheLimit_isRefusedAs503AndCounted() {
    memory.lease().growTo(60);
    BodyMemory.Lease second = memory.lease();
    second.growTo(40);

    assertThatThrownBy(() -> second.growTo(41))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(503);
              assertThat(e.problem().code()).isEqualTo("overloaded");
            });
    assertThat(refused).hasValue(1);
  }

  @Test
  void memory_ofARequestThatEnded_isFreeAgain() {
    BodyMemory.Lease first = memory.lease();
    first.growTo(100);
    BodyMemory.Lease second = memory.lease();
    assertThatThrownBy(() -> second.growTo(1)).isInstanceOf(ProblemException.class);

    first.close();
    first.close();

    second.growTo(100);
    assertThatThrownBy(() -> memory.lease().growTo(1)).isInstanceOf(ProblemException.class);
  }

  @Test
  void body_alone_isTakenWhateverItsSize() {
    BodyMemory.Lease only = memory.lease();
    only.growTo(90);
    only.growTo(1_000);

    assertThatThrownBy(() -> memory.lease().growTo(1)).isInstanceOf(ProblemException.class);
  }

  @Test
  void simulatedModules_inThisProcess_leaveRoomForFewer() {
    BodyMemory simulated =
        BodyMemory.create(
            new ApiConfiguration(null, DataSize.bytes(50), 0.5),
            200L * BodyMemory.COPIES,
            /* simulated= */ true,
            refused::incrementAndGet);
    simulated.lease().growTo(20);

    assertThatThrownBy(() -> simulated.lease().growTo(20)).isInstanceOf(ProblemException.class);
  }
}
