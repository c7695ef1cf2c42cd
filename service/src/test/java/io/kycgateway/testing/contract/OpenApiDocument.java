package io.kycgateway.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * An OpenAPI 3.1 document: finds what it says of a request, and holds JSON against its schemas.
 * Places in it are JSON pointers, and every one that is given out points at what a {@code $ref}
 * there refers to.
 */
public final class OpenApiDocument {
  /** The project's own: tests run in the module's folder. */
  public static final Path FILE = Path.of("..", "docs", "openapi.yaml");

  private static final String IRI = "https://kyc-gateway.invalid/openapi.yaml";

  private final JsonNode root;
  private final SchemaRegistry registry;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private OpenApiDocument(String yaml) throws IOException {
    this.root = new YAMLMapper().readTree(yaml);
    String json = root.toString();
    Dialect.Builder dialect = Dialect.builder(Dialects.getOpenApi31());
    // Schemas are read in place, so the rest of the document must not be taken for keywords.
    root.fieldNames().forEachRemaining(name -> dialect.keyword(new NonValidationKeyword(name)));
    this.registry =
        SchemaRegistry.withDefaultDialect(
            dialect.build(),
            builder ->
                builder
                    .schemas(Map.of(IRI, json))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /** Reads the project's own. */
  public static OpenApiDocument load() {
    try {
      return of(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a document in YAML. */
  public static OpenApiDocument of(String yaml) {
    try {
      return new OpenApiDocument(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode root() {
    return root;
  }

  /** What stands at a place. */
  public JsonNode at(String pointer) {
    return root.at(pointer);
  }

  /** The place that a child has, after its {@code $ref} if it is one. */
  public String child(String pointer, String name) {
    return resolved(pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
  }

  private String resolved(String pointer) {
    JsonNode node = root.at(pointer);
    return node.path("$ref").isTextual()
        ? resolved(node.path("$ref").textValue().substring(1))
        : pointer;
  }

  /** The place of the path that a request's path matches. */
  Optional<String> path(String path) {
    for (Map.Entry<String, JsonNode> entry : root.path("paths").properties()) {
      String form =
          Pattern.compile("\\{[^}]*}|[^{]+")
              .matcher(entry.getKey())
              .replaceAll(
                  part ->
                      part.group().startsWith("{")
                          ? "[^/]+"
                          : Pattern.quote(part.group()).replace("\\", "\\\\"));
      if (path.matches(form)) {
        return Optional.of(child("/paths", entry.getKey()));
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a JSON value by the schema at that place. */
  public List<Error> errors(String pointer, JsonNode value) {
    return schema(pointer).validate(value);
  }

  /** The same of JSON text. */
  public List<Error> errors(String pointer, String json) {
    return schema(pointer).validate(json, InputFormat.JSON);
  }

  private Schema schema(String pointer) {
    return schemas.computeIfAbsent(
        pointer,
        place ->
            registry.getSchema(
                SchemaLocation.of(IRI + "#" + place.replace("{", "%7B").replace("}", "%7D"))));
  }
}
