package io.kycgateway.api.openapi;

import io.kycgateway.http.Routes;
import io.kycgateway.secrets.Digests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** {@code docs/openapi.yaml} as it was built into the jar, without authentication. */
@Path(Routes.OPENAPI)
public final class OpenApiResource {
  /** The media type of RFC 9512. */
  static final String MEDIA_TYPE = "application/yaml";

  private static final String FILE = "openapi.yaml";
  private static final int TAG_BYTES = 16;

  private final String document;
  private final EntityTag tag;

  private OpenApiResource(String document) {
    this.document = document;
    this.tag =
        new EntityTag(HexFormat.of().formatHex(Arrays.copyOf(Digests.sha256(document), TAG_BYTES)));
  }

  /**
   * Loads the document from the class path.
   *
   * @throws IllegalStateException if the build left it out
   */
  public static OpenApiResource load() throws IOException {
    try (InputStream in = OpenApiResource.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not in the jar");
      }
      return new OpenApiResource(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The document, or 304 to a client that has it. */
  @GET
  @Produces(MEDIA_TYPE)
  public Response document(@Context Request request) {
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return (unchanged == null ? Response.ok(document, MEDIA_TYPE) : unchanged).tag(tag).build();
  }
}
