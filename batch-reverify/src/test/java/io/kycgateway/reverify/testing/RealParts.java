package io.kycgateway.reverify.testing;

import io.kycgateway.testing.TestProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Real servers from PATH, or from the folder that the property {@code kyc.obs} names. */
public final class RealParts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int START_ATTEMPTS = 3;

  private final TestProcess process;
  private final URI url;
  private final HttpClient client;

  private RealParts(TestProcess process, URI url, HttpClient client) {
    this.process = process;
    this.url = url;
    this.client = client;
  }

  /** A Pushgateway on a free port; the test is skipped where there is none. */
  public static RealParts pushgateway(Path folder) throws IOException {
    return start(
        folder,
        List.of("prometheus-pushgateway", "pushgateway"),
        "/-/ready",
        List.of("--persistence.file=" + folder.resolve("pushgateway.data")),
        Optional.empty());
  }

  /** The same behind TLS and a password; it answers its own health check with 401 then. */
  public static RealParts securePushgateway(Path folder, TlsFiles tls, String bcryptOfUser)
      throws IOException {
    Path web = folder.resolve("web.yml");
    Files.writeString(
        web,
        """
        tls_server_config: {cert_file: "%s", key_file: "%s"}
        basic_auth_users: {%s}
        """
            .formatted(tls.certificate(), tls.key(), bcryptOfUser));
    return start(
        folder,
        List.of("prometheus-pushgateway", "pushgateway"),
        "/-/ready",
        List.of("--web.config.file=" + web),
        Optional.of(tls));
  }

  /**
   * A Prometheus that scrapes a Pushgateway, as the project's does. A scrape that took longer than
   * it may would make all series stale: it may take as long as a busy machine's pauses.
   */
  public static RealParts prometheus(Path folder, URI pushgateway) throws IOException {
    Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global: {scrape_interval: 5s, scrape_timeout: 5s}
        scrape_configs:
          - job_name: pushgateway
            honor_labels: true
            static_configs: [{targets: ["%s"]}]
        """
            .formatted(pushgateway.getAuthority()));
    return start(
        folder,
        List.of("prometheus"),
        "/-/ready",
        List.of(
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + folder.resolve("prometheus-data")),
        Optional.empty());
  }

  private static RealParts start(
      Path folder,
      List<String> names,
      String readyPath,
      List<String> options,
      Optional<TlsFiles> tls)
      throws IOException {
    Optional<Path> binary = names.stream().flatMap(RealParts::find).findFirst();
    Assumptions.assumeTrue(binary.isPresent(), names + " is not on PATH nor in -Dkyc.obs");
    for (int attempt = 1; true; attempt++) {
      RealParts part = launch(folder, binary.get(), options, tls);
      try {
        // The port may have been taken since it was found free.
        Awaitility.await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> !part.process.isAlive() || part.isReady(readyPath, tls.isPresent()));
      } catch (RuntimeException e) {
        part.close();
        throw e;
      }
      if (part.process.isAlive()) {
        return part;
      }
      if (attempt == START_ATTEMPTS) {
        throw new IOException(names + " does not start: " + part.process.errors());
      }
    }
  }

  private static RealParts launch(
      Path folder, Path binary, List<String> options, Optional<TlsFiles> tls) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(options);
    command.add("--web.listen-address=127.0.0.1:" + port);
    String scheme = tls.isPresent() ? "https" : "http";
    HttpClient client =
        tls.map(files -> HttpClient.newBuilder().sslContext(files.trusting()).build())
            .orElseGet(HttpClient::newHttpClient);
    return new RealParts(
        TestProcess.start(folder, Map.of(), command),
        URI.create(scheme + "://127.0.0.1:" + port),
        client);
  }

  private boolean isReady(String path, boolean isSecured) {
    return get(path).statusCode() == (isSecured ? 401 : 200);
  }

  private static Stream<Path> find(String name) {
    String folders = System.getProperty("kyc.obs", "") + File.pathSeparator + System.getenv("PATH");
    return Stream.of(folders.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable);
  }

  public URI url() {
    return url;
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).build());
  }

  public HttpResponse<String> post(String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
