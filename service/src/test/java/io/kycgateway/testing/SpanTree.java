package io.kycgateway.testing;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The spans of one trace, as a collector received them. */
public record SpanTree(List<Span> spans) {
  /** The one span of a kind. */
  public Span only(Span.SpanKind kind) {
    List<Span> found = spans.stream().filter(span -> span.getKind() == kind).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " spans of kind " + kind + ": " + this);
    }
    return found.get(0);
  }

  /** The one span of a name. */
  public Span named(String name) {
    List<Span> found = spans.stream().filter(span -> span.getName().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " spans named " + name + ": " + this);
    }
    return found.get(0);
  }

  /** The attempts of calling a module, in their order. */
  public List<Span> attempts(String module) {
    return spans.stream()
        .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
        .filter(span -> module.equals(attributes(span).get("kyc.module")))
        .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
        .toList();
  }

  /** A span's id. */
  public static String id(Span span) {
    return hex(span.getSpanId());
  }

  /** The id of its trace. */
  public static String trace(Span span) {
    return hex(span.getTraceId());
  }

  /** Its parent's id; empty: it has none. */
  public static String parent(Span span) {
    return hex(span.getParentSpanId());
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** Whether it failed. */
  public static boolean isError(Span span) {
    return span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
  }

  /** Its attributes as text, by name. */
  public static Map<String, String> attributes(Span span) {
    return attributes(span.getAttributesList());
  }

  /** Attributes as text, by name. */
  public static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> texts = new TreeMap<>();
    attributes.forEach(attribute -> texts.put(attribute.getKey(), text(attribute.getValue())));
    return texts;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE -> Long.toString(value.getIntValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(SpanTree::text)
              .collect(Collectors.joining(",", "[", "]"));
      default -> value.getStringValue();
    };
  }
}
