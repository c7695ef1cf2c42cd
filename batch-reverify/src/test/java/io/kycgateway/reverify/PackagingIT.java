package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The contents of the batch's jar. */
class PackagingIT {
  private static final List<String> SHARED_STORE =
      List.of("io/lettuce/", "io/netty/", "reactor/", "redis/", "io/github/bucket4j/redis/");
  private static final List<String> HISTORY =
      List.of(
          "org/jdbi/",
          "liquibase/",
          "org/postgresql/Driver",
          "org/h2/Driver",
          "history/changes.sql");

  @Test
  void jar_holdsTheBatch_andNoClientOfTheSharedStore() throws IOException {
    List<String> names = entries(System.getProperty("kyc.batch.jar"));

    assertThat(names)
        .contains("io/kycgateway/reverify/ReverifyApplication.class")
        .contains("io/kycgateway/reverify/report/report.html");
    assertThat(names.stream().filter(PackagingIT::isOfTheSharedStore)).isEmpty();
  }

  @Test
  void jar_holdsTheHistorysDatabases() throws IOException {
    List<String> names = entries(System.getProperty("kyc.batch.jar"));

    for (String start : HISTORY) {
      assertThat(names).as(start).anyMatch(name -> name.startsWith(start));
    }
  }

  @Test
  void gatewaysJar_holdsWhatTheBatchesMustNot() throws IOException {
    // Otherwise the names above have changed and the other test would always pass.
    List<String> names = entries(System.getProperty("kyc.jar"));

    for (String folder : SHARED_STORE) {
      assertThat(names).as(folder).anyMatch(name -> name.startsWith(folder));
    }
  }

  private static boolean isOfTheSharedStore(String name) {
    return SHARED_STORE.stream().anyMatch(name::startsWith);
  }

  private static List<String> entries(String jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }
}
