package io.kycgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.junit.jupiter.api.Test;

class ServletParametersTest {
  private final ServletParameters.Provider provider = new ServletParameters.Provider();
  private final Map<String, Object> attributes = new HashMap<>();
  private final ContainerRequest jersey =
      new ContainerRequest(
          URI.create("/"),
          URI.create("/"),
          "POST",
          null,
          new MapPropertiesDelegate(attributes),
          null);

  @Test
  void servletTypes_inContext_areWhatTheFilterNoted() throws Exception {
    HttpServletRequest request = fake(HttpServletRequest.class);
    HttpServletResponse response = fake(HttpServletResponse.class);
    ServletParameters.note(request, response);

    assertThat(provider.getValueProvider(parameter(0)).apply(jersey)).isSameAs(request);
    assertThat(provider.getValueProvider(parameter(1)).apply(jersey)).isSameAs(response);
  }

  @Test
  void otherParameters_areLeftToOthers() throws Exception {
    assertThat(provider.getValueProvider(parameter(2))).isNull();
    assertThat(provider.getValueProvider(parameter(3))).isNull();
  }

  @Test
  void servletTypes_withoutTheFilter_areRefusedByName() throws Exception {
    assertThatThrownBy(() -> provider.getValueProvider(parameter(0)).apply(jersey))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kyc.servlet-request");
  }

  private static Parameter parameter(int index) throws Exception {
    Method method =
        Resource.class.getDeclaredMethod(
            "post",
            HttpServletRequest.class,
            HttpServletResponse.class,
            HttpHeaders.class,
            HttpServletRequest.class);
    List<Parameter> parameters = Parameter.create(Resource.class, Resource.class, method, false);
    return parameters.get(index);
  }

  private <T> T fake(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getName().equals("setAttribute")
                    ? attributes.put((String) arguments[0], arguments[1])
                    : null));
  }

  private static final class Resource {
    @SuppressWarnings("unused")
    void post(
        @Context HttpServletRequest request,
        @Context HttpServletResponse response,
        @Context HttpHeaders headers,
        HttpServletRequest noContext) {}
  }
}
