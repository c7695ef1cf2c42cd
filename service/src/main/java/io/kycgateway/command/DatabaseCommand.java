package io.kycgateway.command;

import com.codahale.metrics.Clock;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.db.PooledDataSourceFactory;
import io.dropwizard.migrations.DbCommand;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.history.database.Database;
import io.kycgateway.history.database.DatabasePassword;
import io.kycgateway.history.database.Schema;
import io.kycgateway.startup.StartupErrors;
import io.kycgateway.startup.StartupException;
import java.sql.SQLException;
import net.sourceforge.argparse4j.inf.Namespace;
import org.jspecify.annotations.Nullable;

/** {@code db migrate}, {@code db status} and what else Dropwizard offers for a schema. */
public final class DatabaseCommand extends DbCommand<GatewayConfiguration> {
  public DatabaseCommand() {
    super("db", DatabaseCommand::settings, GatewayConfiguration.class, Schema.CHANGES);
  }

  private static PooledDataSourceFactory settings(GatewayConfiguration configuration) {
    try {
      if (!configuration.history().isConfigured()) {
        throw new StartupException("history.url (KYC_DATABASE_URL) is empty: there is no database");
      }
      return Database.settings(
          configuration.history(),
          DatabasePassword.open(configuration.history(), Clock.defaultClock()));
    } catch (StartupException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    if (StartupErrors.configuration(e).isEmpty()) {
      for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException) {
          cli.getStdErr().println("kyc-gateway db: " + cause.getMessage());
          return;
        }
      }
    }
    StartupErrors.print(cli, e);
  }
}
