package io.kycgateway.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.List;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.uri.UriTemplate;

/** Notes the template of a request's route for metrics and the access log, never its path. */
public final class RouteTemplateFilter implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getUriInfo() instanceof ExtendedUriInfo uri) {
      List<UriTemplate> templates = uri.getMatchedTemplates();
      if (!templates.isEmpty()) {
        StringBuilder route = new StringBuilder();
        // The last one that matched comes first.
        for (int i = templates.size() - 1; i >= 0; i--) {
          route.append(templates.get(i).getTemplate());
        }
        request.setProperty(RequestContext.HANDLER_ATTRIBUTE, route.toString());
      }
    }
  }
}
