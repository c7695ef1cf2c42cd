package io.kycgateway.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that runs with what docs/tls.md says, word for word. */
class TlsIT {
  private static final Path GUIDE = Path.of("..", "docs", "tls.md");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final ObjectMapper MAPPER = new ObjectMapper(new YAMLFactory());

  @TempDir private static Path folder;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    keyPair("gateway", "-ext", "san=dns:localhost,ip:127.0.0.1");
    keyPair("scraper");
    keyPair("stranger");
    trust("gateway");
    trust("scraper");
    gateway =
        TestGateway.start(
            configuration(),
            // A handshake counts, and on a busy machine takes its time.
            Map.of("slowRequests.grace", "5s", "slowRequests.minimumRate", "1KiB"));
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void verification_overTls13_isAnswered() throws Exception {
    HttpResponse<String> response = client("TLSv1.3", null).send(verification(), bodies());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void scrape_withAndWithoutACertificate_needsThePasswordAllTheSame() throws Exception {
    for (String certificate : new String[] {null, "scraper"}) {
      HttpClient client = client("TLSv1.3", certificate);
      assertThat(client.send(scrape(TestGateway.PASSWORD), bodies()).statusCode()).isEqualTo(200);
      assertThat(client.send(scrape("wrong"), bodies()).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void scrape_withACertificateOfAStranger_isRefused() throws Exception {
    HttpClient client = client("TLSv1.3", "stranger");

    assertThatThrownBy(() -> client.send(scrape(TestGateway.PASSWORD), bodies()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void clients_ofAnOlderTls_areRefusedOnBothConnectors() throws Exception {
    HttpClient client = client("TLSv1.2", null);

    assertThatThrownBy(() -> client.send(verification(), bodies()))
        .isInstanceOf(SSLHandshakeException.class);
    assertThatThrownBy(() -> client.send(scrape(TestGateway.PASSWORD), bodies()))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void plainHttp_toATlsPort_isNotServed() throws Exception {
    byte[] request = RawHttp.request(Requests.genuine());
    try (Socket socket = RawHttp.send(gateway.url(), request)) {
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("HTTP/1.1 200");
    } catch (IOException e) {
      // Reset is an answer too.
      assertThat(e).isNotNull();
    }
  }

  @Test
  void refusal_beforeALargeBodyIsRead_arrives() throws Exception {
    // More than is read of a refused request, however soon all of it is here.
    byte[] body = new byte[40_000_000];
    try (Socket socket =
        context(null).getSocketFactory().createSocket("localhost", gateway.url().getPort())) {
      OutputStream out = socket.getOutputStream();
      String head = "POST /v1/verifications HTTP/1.1\r\nHost: gateway\r\nContent-Length: ";
      out.write((head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(body);

      RawHttp.Answer answer = RawHttp.read(socket.getInputStream());
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.headers()).containsEntry("connection", "close");
    }
  }

  @Test
  void handshake_thatNeverComes_isCutOff() throws Exception {
    // The beginning of a client's hello, then a byte now and then.
    byte[] start = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01};
    try (Socket socket = RawHttp.send(gateway.url(), start)) {
      socket.setSoTimeout(20);
      assertThat(isCutOff(socket)).isTrue();
    }
  }

  private static boolean isCutOff(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      // Five minutes of dripping: only being cut off ends it sooner.
      for (int i = 0; i < 15_000; i++) {
        try {
          if (in.read() < 0) {
            return true;
          }
        } catch (java.net.SocketTimeoutException e) {
          socket.getOutputStream().write(1);
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Path configuration() throws IOException {
    Matcher block = YAML.matcher(Files.readString(GUIDE));
    assertThat(block.find()).as("a block of YAML in docs/tls.md").isTrue();
    String text =
        block
            .group(1)
            .replace("${KYC_KEYSTORE}", folder.resolve("gateway.p12").toString())
            .replace("${KYC_TRUSTSTORE}", folder.resolve("scraper.trust").toString())
            .replaceAll("\\$\\{KYC_(KEY|TRUST)STORE_PASSWORD}", new String(PASSWORD));
    String defaults =
        new EnvironmentVariableSubstitutor(false).replace(Files.readString(TestGateway.CONFIG));
    ObjectNode config = (ObjectNode) MAPPER.readTree(defaults);
    ((ObjectNode) config.path("server")).setAll((ObjectNode) MAPPER.readTree(text).path("server"));
    Path file = folder.resolve("config.yml");
    MAPPER.writeValue(file.toFile(), config);
    return file;
  }

  private static HttpRequest verification() {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + gateway.url().getPort() + "/v1/verifications"))
        .header("Authorization", "Bearer " + TestGateway.API_KEY)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(Requests.genuine()))
        .build();
  }

  private static HttpRequest scrape(String password) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + gateway.adminUrl().getPort() + "/metrics"))
        .header("Authorization", TestGateway.basic(TestGateway.USERNAME, password))
        .build();
  }

  private static HttpResponse.BodyHandler<String> bodies() {
    return BodyHandlers.ofString();
  }

  private static HttpClient client(String protocol, String certificate) throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(context(certificate))
        .sslParameters(parameters)
        .build();
  }

  private static SSLContext context(String certificate) throws Exception {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keyStore("gateway.trust"));
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        certificate == null ? new KeyManager[0] : new KeyManager[] {new Insistent(certificate)};
    context.init(keys, trusted.getTrustManagers(), null);
    return context;
  }

  private static KeyStore keyStore(String file) throws Exception {
    return KeyStore.getInstance(folder.resolve(file).toFile(), PASSWORD);
  }

  private static void keyPair(String name, String... more) throws Exception {
    keytool(
        name,
        ".p12",
        more,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-validity",
        "2",
        "-dname",
        "CN=" + name);
    keytool(
        name, ".p12", new String[0], "-exportcert", "-file", folder.resolve(name + ".pem") + "");
  }

  private static void trust(String name) throws Exception {
    keytool(
        name,
        ".trust",
        new String[0],
        "-importcert",
        "-noprompt",
        "-file",
        folder.resolve(name + ".pem") + "");
  }

  private static void keytool(String name, String store, String[] more, String... arguments)
      throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", name, "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", folder.resolve(name + store) + ""));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** Shows its certificate even to a server that did not ask for one of its authority. */
  private static final class Insistent extends X509ExtendedKeyManager {
    private final String alias;
    private final KeyStore keys;

    Insistent(String alias) throws Exception {
      this.alias = alias;
      this.keys = keyStore(alias + ".p12");
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return alias;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return alias;
    }

    @Override
    public X509Certificate[] getCertificateChain(String name) {
      try {
        return new X509Certificate[] {(X509Certificate) keys.getCertificate(name)};
      } catch (java.security.KeyStoreException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public PrivateKey getPrivateKey(String name) {
      try {
        return (PrivateKey) keys.getKey(name, PASSWORD);
      } catch (java.security.GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {alias};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
