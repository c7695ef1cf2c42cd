package io.kycgateway.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Every attack of the table against one gateway, and what must hold whatever was tried. To print
 * the table with what really happened: {@code mvn -q verify -pl service -Dit.test=AttackTableIT
 * -Dattacks.print=true}.
 */
class AttackTableIT {
  private static final Path DOCUMENT = Path.of("..", "docs", "attacks.md");

  private static Target target;
  private static Scrape before;
  private static Map<String, String> expected;
  private static final Map<String, String> OUTCOMES = new HashMap<>();
  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

  @BeforeAll
  static void start() throws Exception {
    expected = AttackTable.parse(Files.readString(DOCUMENT));
    target = Target.start();
    LOG.start();
    root().addAppender(LOG);
    before = target.gateway().scrape();
  }

  static List<Attack> attacks() {
    return AttackTable.all();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void attack_tried_endsAsTheTableSays(Attack attack) throws Exception {
    String outcome = attack.attempt().on(target);
    OUTCOMES.put(attack.toString(), outcome);

    assertThat(outcome).as(attack.toString()).isEqualTo(expected.get(attack.toString()));
  }

  @AfterEach
  void modules_areWellAgain() throws Exception {
    target.recover();
  }

  @AfterAll
  static void table_asked_isPrinted() {
    if (Boolean.getBoolean("attacks.print")) {
      System.out.println(AttackTable.markdown(OUTCOMES));
    }
  }

  @AfterAll
  static void nothing_leakedAndNothingIsOutOfStep() {
    try {
      assertThat(target.canary().requests()).as("calls of the canary").isZero();
      Scrape after = Invariants.holdAtRest(target.gateway());
      Invariants.holdBetween(before, after);
      assertThat(keys(after)).as("series").isEqualTo(keys(before));
      root().detachAppender(LOG);
      for (ILoggingEvent event : List.copyOf(LOG.list)) {
        String line =
            event.getFormattedMessage()
                + event.getMDCPropertyMap()
                + ThrowableProxyUtil.asString(event.getThrowableProxy());
        assertThat(line)
            .doesNotContain(Problems.MARKER)
            .doesNotContain(TestGateway.API_KEY)
            .doesNotContain(TestGateway.PASSWORD)
            .doesNotContain("\n\tat ");
      }
    } finally {
      target.close();
    }
  }

  @Test
  void table_document_hasTheSameAttacks() {
    assertThat(expected.keySet())
        .containsExactlyInAnyOrderElementsOf(attacks().stream().map(Attack::toString).toList());
  }

  @Test
  void table_all_hasSixtyInputsInTenClasses() {
    assertThat(attacks()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(attacks().stream().map(Attack::kind).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(AttackClass.class))
        .hasSizeGreaterThanOrEqualTo(10);
    assertThat(attacks().stream().map(Attack::toString)).doesNotHaveDuplicates();
  }

  // No request can add a series.
  private static Set<String> keys(Scrape scrape) {
    List<String> keys = new ArrayList<>();
    scrape.samples().stream()
        .filter(sample -> sample.name().startsWith("kyc_") || sample.name().startsWith("http_req"))
        .forEach(sample -> keys.add(sample.name() + sample.labels()));
    return Set.copyOf(keys);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
