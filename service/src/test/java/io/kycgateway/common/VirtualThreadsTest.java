package io.kycgateway.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class VirtualThreadsTest {
  @Test
  void available_onThisJdk_ifItHasThem() {
    assertThat(VirtualThreads.areAvailable()).isEqualTo(Runtime.version().feature() >= 21);
  }

  @Test
  void factory_twoThreads_areVirtualAndNumbered() {
    assumeTrue(VirtualThreads.areAvailable(), "this JDK has no virtual threads");
    ThreadFactory factory = VirtualThreads.factory("waiting-");

    assertThat(factory.newThread(() -> {}).getName()).isEqualTo("waiting-1");
    Thread second = factory.newThread(() -> {});
    assertThat(second.getName()).isEqualTo("waiting-2");
    assertThat(second).hasToString("VirtualThread[#" + second.getId() + ",waiting-2]/new");
  }

  @Test
  void factory_withoutThem_saysSo() {
    assumeFalse(VirtualThreads.areAvailable(), "this JDK has them");

    assertThatThrownBy(() -> VirtualThreads.factory("waiting-"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this JDK has no virtual threads");
  }
}
