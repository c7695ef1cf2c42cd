package io.kycgateway.reverify.push;

import io.kycgateway.startup.StartupException;
import io.prometheus.metrics.exporter.pushgateway.HttpConnectionFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Connections that trust the CA certificates of a PEM file, if one is configured. */
final class TrustedConnections {
  private TrustedConnections() {}

  /**
   * A factory of connections.
   *
   * @param caFile empty: the JVM's trust store
   * @throws StartupException if the file holds no certificates
   */
  static HttpConnectionFactory of(String caFile) throws StartupException {
    if (caFile.isEmpty()) {
      return url -> (HttpURLConnection) url.openConnection();
    }
    try {
      SSLSocketFactory sockets = sockets(Path.of(caFile));
      return url -> {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        if (connection instanceof HttpsURLConnection https) {
          https.setSSLSocketFactory(sockets);
        }
        return connection;
      };
    } catch (IOException | GeneralSecurityException e) {
      throw new StartupException("batch.push.caFile: " + caFile + " holds no certificates (PEM)");
    }
  }

  private static SSLSocketFactory sockets(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new GeneralSecurityException("no certificate");
      }
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
