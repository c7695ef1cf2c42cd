package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.InvalidKeyException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What the headers of a verification request say before its body has come; handed on with the
 * request, so that it is found out once.
 *
 * @param key its Idempotency-Key
 */
record RequestHead(ApiClient client, Optional<IdempotencyKey> key) {
  /** The request attribute that holds it. */
  static final String ATTRIBUTE = "kyc.head";

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
    if (key == null
        || isNotJson(headers.getValuesList(HttpHeader.CONTENT_TYPE))
        || isNotJson(headers.getValuesList(HttpHeader.ACCEPT))) {
      return Optional.empty();
    }
    try {
      Optional<IdempotencyKey> idempotencyKey =
          IdempotencyKey.parse(headers.getValuesList(IdempotencyKey.HEADER));
      return keys.apply(key).map(client -> new RequestHead(client, idempotencyKey));
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
