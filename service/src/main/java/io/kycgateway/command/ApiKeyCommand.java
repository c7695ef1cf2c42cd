package io.kycgateway.command;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.api.auth.ApiKeysFile;
import io.kycgateway.startup.StartupErrors;
import io.kycgateway.startup.StartupException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.jspecify.annotations.Nullable;

/**
 * Adds an API key, lists or revokes keys. A new key's digest goes into the keys' file, the key
 * itself is printed once.
 */
public final class ApiKeyCommand extends Command {
  private static final int KEY_BYTES = 32;
  private static final String ADD = "add";
  private static final String LIST = "list";
  private static final String REVOKE = "revoke";

  public ApiKeyCommand() {
    super("api-key", "Adds an API key and prints it once, lists the keys, or revokes one");
  }

  @Override
  public void configure(Subparser subparser) {
    subparser
        .addArgument("action")
        .nargs("?")
        .choices(ADD, LIST, REVOKE)
        .setDefault(ADD)
        .help(
            "add: a key for a client, which may have two (the default); list: clients and the ids"
                + " of their keys, the older first; revoke: one key of a client");
    subparser.addArgument("--name").help("the client's name, as it will stand in access logs");
    subparser
        .addArgument("--key")
        .setDefault("")
        .help("of a client with two keys, the id of the one to revoke");
    subparser
        .addArgument("--file")
        .required(true)
        .help("the keys' file (API_KEYS_FILE); made by add if there is none");
  }

  @Override
  public void run(Bootstrap<?> bootstrap, Namespace namespace) throws Exception {
    Path path = Path.of(namespace.getString("file")).toAbsolutePath();
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StartupException("--file: there is no folder for " + path);
    }
    ApiKeysFile file = new ApiKeysFile(path);
    PrintStream out = System.out;
    switch (namespace.getString("action")) {
      case LIST -> {
        for (ApiKeysFile.Entry key : file.list()) {
          out.println(String.format(Locale.ROOT, "%-24s %s", key.client(), key.id()));
        }
      }
      case REVOKE -> {
        String client = client(namespace);
        out.println("revoked: " + client + " " + file.revoke(client, namespace.getString("key")));
      }
      default -> {
        String key = randomKey();
        file.add(client(namespace), ApiKeys.digest(key));
        out.println(key);
      }
    }
  }

  private static String client(Namespace namespace) throws StartupException {
    @Nullable String name = namespace.getString("name");
    if (name == null || !ApiKeys.CLIENT_NAME.matcher(name).matches()) {
      throw new StartupException(
          "--name must be of the form " + ApiKeys.CLIENT_NAME.pattern() + ": lower-case, short");
    }
    return name;
  }

  private static String randomKey() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return "kyc_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    StartupErrors.print(cli, e);
  }
}
