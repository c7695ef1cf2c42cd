package io.kycgateway.api;

import io.dropwizard.auth.Auth;
import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.http.Routes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Verifications by way of Jersey: requests that {@link VerificationHandler} leaves to it, such as
 * those without a valid key, or whose media types must be negotiated.
 */
@Path(Routes.VERIFICATIONS)
@Produces(MediaType.APPLICATION_JSON)
public final class VerificationResource {
  private final VerificationEndpoint endpoint;

  VerificationResource(VerificationEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Verifies, on the request's thread. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response verify(
      @Auth ApiClient client,
      @Context HttpServletRequest http,
      @Context HttpServletResponse headers) {
    VerificationAnswer answer =
        endpoint.verify(
            client, ServletContextRequest.getServletContextRequest(http), headers::setHeader);
    Response.ResponseBuilder response = Response.ok(answer.json(), MediaType.APPLICATION_JSON_TYPE);
    answer.headers().forEach(response::header);
    return response.build();
  }
}
