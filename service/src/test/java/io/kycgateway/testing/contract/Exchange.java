package io.kycgateway.testing.contract;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request of the application connector and its answer.
 *
 * @param target as in the request line
 * @param requestHeaders by name in any case
 * @param requestBody null: it was not read whole, or is too large to be looked at
 * @param headers of the answer, by name in any case
 * @param body of the answer; null: too large to be looked at
 */
public record Exchange(
    String method,
    String target,
    Map<String, List<String>> requestHeaders,
    @Nullable String requestBody,
    int status,
    Map<String, List<String>> headers,
    @Nullable String body) {

  public Exchange {
    requestHeaders = inAnyCase(requestHeaders);
    headers = inAnyCase(headers);
  }

  private static Map<String, List<String>> inAnyCase(Map<String, List<String>> headers) {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    return copy;
  }

  /** The path as it was sent, without the query. */
  String path() {
    String withoutQuery = target.replaceFirst("[?#].*", "");
    return withoutQuery.replaceFirst("^https?://[^/]*", "");
  }

  /** The query as it was sent; empty: none. */
  String query() {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1).replaceFirst("#.*", "");
  }

  /** The media type of a message with these headers, without parameters; empty: none. */
  static String mediaType(Map<String, List<String>> headers) {
    List<String> values = headers.getOrDefault("Content-Type", List.of());
    return values.isEmpty()
        ? ""
        : values.get(0).replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "%s %s %s%n%s%nanswered %d %s%n%s"
        .formatted(method, target, requestHeaders, requestBody, status, headers, body);
  }
}
