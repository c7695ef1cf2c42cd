package io.kycgateway.http;

import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Context;
import java.util.function.Function;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Hands the servlet's request and response to resource methods that have them as {@code @Context}
 * parameters. Without it Jersey asks its container for injection twice for each such request, which
 * costs more than finding the method, authentication and the filters together.
 */
public final class ServletParameters extends AbstractBinder {
  private static final String REQUEST = "kyc.servlet-request";
  private static final String RESPONSE = "kyc.servlet-response";

  /** Notes both for the resource method; for a filter before all servlets. */
  static void note(HttpServletRequest request, HttpServletResponse response) {
    request.setAttribute(REQUEST, request);
    request.setAttribute(RESPONSE, response);
  }

  @Override
  protected void configure() {
    bind(Provider.class).to(ValueParamProvider.class).in(Singleton.class);
  }

  /** Of the two types only; any other parameter is another provider's. */
  static final class Provider implements ValueParamProvider {
    @Override
    public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
      if (!parameter.isAnnotationPresent(Context.class)) {
        return null;
      }
      Class<?> type = parameter.getRawType();
      if (type == HttpServletRequest.class) {
        return request -> noted(request, REQUEST);
      }
      return type == HttpServletResponse.class ? request -> noted(request, RESPONSE) : null;
    }

    private static Object noted(ContainerRequest request, String name) {
      Object noted = request.getProperty(name);
      if (noted == null) {
        throw new IllegalStateException(name + " is not noted: the context filter is missing");
      }
      return noted;
    }

    @Override
    public PriorityType getPriority() {
      return Priority.HIGH;
    }
  }
}
