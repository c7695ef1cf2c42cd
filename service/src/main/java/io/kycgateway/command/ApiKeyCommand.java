package io.kycgateway.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.api.ApiKeys;
import io.kycgateway.startup.StartupErrors;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/** Makes an API key: its digest goes into the keys' file, the key itself is printed once. */
public final class ApiKeyCommand extends Command {
  private static final int KEY_BYTES = 32;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public ApiKeyCommand() {
    super("api-key", "Makes an API key, adds its digest to a file and prints the key once");
  }

  @Override
  public void configure(Subparser subparser) {
    subparser
        .addArgument("--name")
        .required(true)
        .help("the client's name, as it will stand in access logs");
    subparser
        .addArgument("--file")
        .required(true)
        .help("the keys' file (API_KEYS_FILE); made if there is none");
  }

  @Override
  public void run(Bootstrap<?> bootstrap, Namespace namespace) throws Exception {
    String name = namespace.getString("name");
    Path file = Path.of(namespace.getString("file")).toAbsolutePath();
    if (!ApiKeys.CLIENT_NAME.matcher(name).matches()) {
      throw new StartupException(
          "--name must be of the form " + ApiKeys.CLIENT_NAME.pattern() + ": lower-case, short");
    }
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StartupException(
          String.format(Locale.ROOT, "--file: there is no folder for %s", file));
    }
    ObjectNode clients = read(file);
    if (clients.has(name)) {
      throw new StartupException(
          String.format(
              Locale.ROOT, "client %s has a key in %s already; remove it there first", name, file));
    }
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    String key = "kyc_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    clients.putObject(name).put("sha256", ApiKeys.digest(key));
    write(file, clients);
    PrintStream out = System.out;
    out.println(key);
  }

  private static ObjectNode read(Path file) throws IOException, StartupException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return JSON.createObjectNode();
    }
    byte[] content = Files.readAllBytes(file);
    try {
      // Refuses a file that the gateway would refuse, before anything is written to it.
      ApiKeys.parse(content);
    } catch (StartupException e) {
      throw new StartupException(String.format(Locale.ROOT, "--file: %s %s", file, e.getMessage()));
    }
    return (ObjectNode) JSON.readTree(content);
  }

  // Aside and renamed: a gateway that reads at this moment sees the old or the new file, whole.
  private static void write(Path file, ObjectNode clients) throws IOException {
    Path aside = Files.createTempFile(file.getParent(), ".api-keys", ".tmp");
    try {
      Files.write(aside, JSON.writeValueAsBytes(clients));
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    StartupErrors.print(cli, e);
  }
}
