package io.kycgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.admission.Admission.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final AtomicInteger limit = new AtomicInteger(2);
  private final Admission admission = new Admission(limit::get);

  @Test
  void admission_beyondTheLimit_isRefusedUntilOneIsReleased() {
    assertThat(admission.acquire()).isEqualTo(Answer.ADMITTED);
    assertThat(admission.wouldAnswer()).isEqualTo(Answer.ADMITTED);
    assertThat(admission.acquire()).isEqualTo(Answer.ADMITTED);
    assertThat(admission.wouldAnswer()).isEqualTo(Answer.FULL);
    assertThat(admission.acquire()).isEqualTo(Answer.FULL);

    admission.release();

    assertThat(admission.acquire()).isEqualTo(Answer.ADMITTED);
  }

  @Test
  void limit_belowWhatIsInFlight_admitsNoneUntilEnoughAreReleased() {
    admission.acquire();
    admission.acquire();
    limit.set(1);
    admission.release();

    assertThat(admission.acquire()).isEqualTo(Answer.FULL);

    admission.release();

    assertThat(admission.acquire()).isEqualTo(Answer.ADMITTED);
  }

  @Test
  void peak_isTheMostSinceItWasTaken() {
    admission.acquire();
    admission.acquire();
    admission.release();

    assertThat(admission.takePeak()).isEqualTo(2);
    assertThat(admission.takePeak()).as("one is still in flight").isEqualTo(1);
  }

  @Test
  void admission_closed_admitsNone() {
    admission.close();

    assertThat(admission.acquire()).isEqualTo(Answer.CLOSED);
    assertThat(admission.wouldAnswer()).isEqualTo(Answer.CLOSED);
  }
}
