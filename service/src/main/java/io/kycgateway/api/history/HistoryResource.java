package io.kycgateway.api.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.auth.Auth;
import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.history.History;
import io.kycgateway.history.KeptVerification;
import io.kycgateway.history.database.DatabaseUnavailableException;
import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.history.record.RecordQuery;
import io.kycgateway.http.RequestContext;
import io.kycgateway.http.Routes;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.problem.ProblemMapper;
import io.kycgateway.ratelimit.RateLimitCheck;
import io.kycgateway.ratelimit.RateLimiter;
import io.kycgateway.secrets.Digests;
import io.kycgateway.verification.RequestReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Kept verifications over HTTP. A client sees its own alone; any other is not found. */
@Path(Routes.VERIFICATIONS)
@Produces(MediaType.APPLICATION_JSON)
public final class HistoryResource {
  private static final int TAG_BYTES = 16;

  private final History history;
  private final RateLimiter limiter;
  private final ObjectMapper json;

  public HistoryResource(History history, RateLimiter limiter, ObjectMapper json) {
    this.history = history;
    this.limiter = limiter;
    this.json = json;
  }

  /** One verification. */
  @GET
  @Path("{id}")
  public Response find(
      @Auth ApiClient client,
      @PathParam("id") String id,
      @Context Request request,
      @Context HttpServletRequest http,
      @Context HttpServletResponse headers) {
    return limited(
        client,
        Routes.VERIFICATION,
        http,
        headers,
        () -> {
          KeptVerification kept =
              history.find(client.name(), id(id)).orElseThrow(HistoryResource::notFound);
          return tagged(KeptResponse.of(kept), request);
        });
  }

  /** A page of verifications, newest first. */
  @GET
  public Response list(
      @Auth ApiClient client,
      @Context UriInfo uri,
      @Context Request request,
      @Context HttpServletRequest http,
      @Context HttpServletResponse headers) {
    return limited(
        client, Routes.VERIFICATIONS, http, headers, () -> tagged(page(client, uri), request));
  }

  private Map<String, Object> page(ApiClient client, UriInfo uri) {
    HistoryKeys keys = history.keys();
    Page page = PageParameters.read(uri.getQueryParameters(), keys, client.name());
    List<KeptVerification> found = history.list(query(page, keys, client.name()));
    boolean isLast = found.size() <= page.limit();
    List<KeptVerification> items = isLast ? found : found.subList(0, page.limit());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("items", items.stream().map(KeptResponse::of).toList());
    if (!isLast) {
      Page next = page.after(items.get(items.size() - 1).record().id());
      body.put("next", Routes.VERIFICATIONS + "?cursor=" + next.cursor(keys, client.name()));
    }
    return body;
  }

  // One more than asked for tells whether there is a next page.
  private static RecordQuery query(Page page, HistoryKeys keys, String client) {
    return new RecordQuery(
        client,
        page.session() == null ? List.of() : keys.sessionHashes(client, page.session()),
        page.status(),
        page.from(),
        page.before(),
        page.limit() + 1);
  }

  /** Erases evidence and identifiers; the outcome stays. Again is the same as once. */
  @DELETE
  @Path("{id}")
  public Response erase(
      @Auth ApiClient client,
      @PathParam("id") String id,
      @Context HttpServletRequest http,
      @Context HttpServletResponse headers) {
    return limited(
        client,
        Routes.VERIFICATION,
        http,
        headers,
        () -> {
          if (!history.erase(client.name(), id(id))) {
            throw notFound();
          }
          return Response.noContent().build();
        });
  }

  // Unknown ids and bad parameters count as well; what the database could not do does not.
  private Response limited(
      ApiClient client,
      String route,
      HttpServletRequest http,
      HttpServletResponse headers,
      Supplier<Response> work) {
    try (RateLimitCheck limits = limiter.beginRead(client.name(), route, headers::setHeader)) {
      limits.checkAddress(RequestContext.of(http).client().network());
      if (limits.isRefused()) {
        throw new ProblemException(
            Problem.of(ProblemCode.RATE_LIMITED, ProblemMapper.detail(ProblemCode.RATE_LIMITED)));
      }
      try {
        return work.get();
      } catch (DatabaseUnavailableException e) {
        limits.waive();
        throw new ProblemException(
            Problem.of(
                ProblemCode.HISTORY_UNAVAILABLE,
                "verifications cannot be read; try again shortly"));
      }
    }
  }

  private static UUID id(String text) {
    if (!RequestReader.UUID_FORM.matcher(text).matches()) {
      throw notFound();
    }
    return UUID.fromString(text);
  }

  private static ProblemException notFound() {
    return new ProblemException(
        Problem.of(ProblemCode.NOT_FOUND, "this client has no verification of that id"));
  }

  private Response tagged(Object body, Request request) {
    String text;
    try {
      text = json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a verification cannot be written", e);
    }
    EntityTag tag =
        new EntityTag(HexFormat.of().formatHex(Arrays.copyOf(Digests.sha256(text), TAG_BYTES)));
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return (unchanged == null ? Response.ok(text, MediaType.APPLICATION_JSON_TYPE) : unchanged)
        .tag(tag)
        .build();
  }
}
