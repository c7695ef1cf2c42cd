package io.kycgateway.api;

import io.kycgateway.api.auth.ApiClient;
import io.kycgateway.api.auth.BearerAuthFilter;
import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.InvalidKeyException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What the headers of a verification request say before its body has come; handed on with the
 * request, so that it is found out once.
 *
 * @param key its Idempotency-Key
 * @param isPlain whether its media types need no negotiation
 */
record RequestHead(ApiClient client, Optional<IdempotencyKey> key, boolean isPlain) {
  /** The request attribute that holds it. */
  static final String ATTRIBUTE = "kyc.head";

  // As clients write them; in any other case or with other parameters they are negotiated.
  private static final Set<String> PLAIN_CONTENT =
      Set.of(
          "application/json",
          "application/json; charset=utf-8",
          "application/json; charset=UTF-8",
          "application/json;charset=utf-8",
          "application/json;charset=UTF-8");
  private static final Set<String> PLAIN_ACCEPT =
      Set.of(
          "application/json",
          "*/*",
          "application/json, */*",
          "application/json, application/*+json",
          "application/json, text/plain, */*");

  private static final String ANY = "*";
  private static final String JSON = "json";

  /**
   * Reads the headers. Empty if the body is of no use, because the request will be refused for
   * them: then it is neither waited for nor, after {@code Expect: 100-continue}, asked for.
   *
   * @param keys finds the client that holds an API key
   */
  static Optional<RequestHead> of(HttpFields headers, Function<String, Optional<ApiClient>> keys) {
    String key = BearerAuthFilter.key(headers.get(HttpHeader.AUTHORIZATION));
    List<String> contentTypes = headers.getValuesList(HttpHeader.CONTENT_TYPE);
    List<String> accepted = headers.getValuesList(HttpHeader.ACCEPT);
    if (key == null || isNotJson(contentTypes) || isNotJson(accepted)) {
      return Optional.empty();
    }
    try {
      Optional<IdempotencyKey> idempotencyKey =
          IdempotencyKey.parse(headers.getValuesList(IdempotencyKey.HEADER));
      boolean isPlain =
          PLAIN_CONTENT.containsAll(contentTypes)
              && contentTypes.size() == 1
              && PLAIN_ACCEPT.containsAll(accepted);
      return keys.apply(key).map(client -> new RequestHead(client, idempotencyKey, isPlain));
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
  }

  private static boolean isNotJson(List<String> mediaTypes) {
    for (String mediaType : mediaTypes) {
      String lowerCase = mediaType.toLowerCase(Locale.ROOT);
      if (lowerCase.contains(JSON) || lowerCase.contains(ANY)) {
        return false;
      }
    }
    return !mediaTypes.isEmpty();
  }
}
