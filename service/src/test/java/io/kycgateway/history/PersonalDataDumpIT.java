package io.kycgateway.history;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.testing.Canaries;
import io.kycgateway.testing.FaultServer;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a dump of PostgreSQL and its files on the disk show of canaries that were in every field of
 * requests and module responses: nothing that is personal. The embedded database's file is read by
 * {@code PersonalDataIT}.
 */
class PersonalDataDumpIT {
  private static final String SESSION = "7f3de8a1-96c4-4b0e-9d5a-2c18e46b90af";
  private static final String IN_CLEAR = "zq7canary_type";
  private static final List<String> PERSONAL =
      List.of(
          SESSION,
          SESSION.replace("-", ""),
          new String(bytes(UUID.fromString(SESSION)), ISO_8859_1),
          Canaries.MARK,
          hex(Canaries.MARK),
          Canaries.REASON,
          hex(Canaries.REASON),
          TestGateway.API_KEY);

  @TempDir static Path folder;
  private static final Map<String, FaultServer> MODULES = new HashMap<>();
  private static PostgresProcess postgres;
  private static String database;
  private static String erased;

  /** Verifies with canaries everywhere, erases one, and stops, so that all of it is on the disk. */
  @BeforeAll
  static void verify() throws Exception {
    postgres = PostgresProcess.start();
    HistoryConfiguration history = HistoryDatabases.migrated(postgres);
    database = history.url().replaceFirst(".*/", "");
    Map<String, String> settings = new HashMap<>();
    settings.put("history.url", history.url());
    settings.put("history.username", history.username());
    settings.put("history.keysFile", HistoryDatabases.keysFile(folder).toString());
    settings.put("simulator.enabled", "false");
    for (String module : ModuleNames.all()) {
      FaultServer server = FaultServer.start(module);
      server.answer(module.equals("decision") ? Canaries.decided() : Canaries.scored());
      MODULES.put(module, server);
      settings.put("modules." + module + ".url", server.url() + module);
    }
    try (TestGateway gateway = TestGateway.start(settings)) {
      for (boolean inline : new boolean[] {false, true}) {
        assertThat(post(gateway, inline).statusCode()).isEqualTo(200);
      }
      erased =
          Problems.json(post(gateway, /* inline= */ false).body())
              .path("verification_id")
              .textValue();
      MODULES.get("ocr").answer(Canaries.http("500 zq7canary", "X: y", "zq7canary"));
      assertThat(post(gateway, /* inline= */ false).statusCode()).isEqualTo(502);

      HttpRequest.Builder kept =
          HttpRequest.newBuilder(gateway.url().resolve("/v1/verifications"))
              .header("Authorization", "Bearer " + TestGateway.API_KEY);
      assertThat(gateway.send(kept.build()).body())
          .as("its owner reads it")
          .contains(SESSION, Canaries.REASON, "\"inline\"", "\"stored\"");
      HttpRequest.Builder one = kept.uri(gateway.url().resolve("/v1/verifications/" + erased));
      assertThat(gateway.send(one.DELETE().build()).statusCode()).isEqualTo(204);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    MODULES.values().forEach(FaultServer::close);
    postgres.close();
  }

  // The embedded package has no pg_dump; this is what one has of tables, and more tables.
  @Test
  void dump_ofEveryTable_hasNothingPersonal() {
    List<String> tables =
        postgres.query(
            database,
            "SELECT quote_ident(table_name) FROM information_schema.tables"
                + " WHERE table_schema = 'public'");
    assertThat(tables).contains("verification", "databasechangelog");
    StringBuilder dump = new StringBuilder();
    for (String table : tables) {
      postgres.query(database, "SELECT t::text FROM " + table + " t").forEach(dump::append);
    }
    assertNothingPersonal(dump.toString());
  }

  @Test
  void files_onTheDisk_haveNothingPersonal() throws Exception {
    postgres.execute(database, "CHECKPOINT");
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(postgres.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
    assertNothingPersonal(all.toString());
  }

  @Test
  void record_onceErased_hasNeitherWhatIsEncryptedNorHashes() {
    assertThat(
            postgres.query(
                database,
                "SELECT count(*) FROM verification WHERE id = '"
                    + erased
                    + "' AND evidence = 'erased' AND status = 'VERIFIED' AND personal IS NULL"
                    + " AND session_hash IS NULL AND device_hash IS NULL AND key_id IS NULL"))
        .containsExactly("1");
    assertThat(
            postgres.query(
                database, "SELECT count(*) FROM verification WHERE personal IS NOT NULL"))
        .as("the others have")
        .containsExactly("3");
  }

  private static void assertNothingPersonal(String text) {
    assertThat(text.contains("tester") && text.contains(IN_CLEAR) && text.contains("XOM"))
        .as("what is kept in clear on purpose")
        .isTrue();
    String rest = text.replace(IN_CLEAR, "");
    // Not by contains(): a failure would print all of it.
    assertThat(PERSONAL.stream().filter(rest::contains)).isEmpty();
  }

  private static HttpResponse<String> post(TestGateway gateway, boolean inline) {
    String body =
        Canaries.body(inline).replaceFirst("\\{", "{\"session_id\": \"" + SESSION + "\", ");
    return gateway.send(
        gateway
            .verification(body)
            .header("X-Forwarded-For", Canaries.FORWARDED)
            .header("Idempotency-Key", "zq7canary-" + UUID.randomUUID())
            .build());
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
