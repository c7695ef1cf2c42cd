package io.kycgateway.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.kycgateway.testing.contract.OpenApiDocument;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of responses are those of their schemas, also those that few responses have. */
class ResponseSchemaTest {
  private static final OpenApiDocument DOCUMENT = OpenApiDocument.load();

  @ParameterizedTest
  @CsvSource({
    "io.kycgateway.api.VerificationResponse, Verification",
    "io.kycgateway.api.history.KeptResponse, KeptVerification",
    "io.kycgateway.problem.Problem, Problem",
    "io.kycgateway.verification.FieldError, FieldError",
  })
  void fields_areThoseOfTheSchema(String type, String schema) throws ClassNotFoundException {
    SerializationConfig json = new ObjectMapper().getSerializationConfig();
    Set<String> fields =
        json.introspect(json.constructType(Class.forName(type))).findProperties().stream()
            .map(BeanPropertyDefinition::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> properties = new TreeSet<>();
    DOCUMENT
        .at("/components/schemas/" + schema + "/properties")
        .fieldNames()
        .forEachRemaining(properties::add);

    assertThat(properties).isNotEmpty().isEqualTo(fields);
  }
}
