package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyKey;
import io.kycgateway.idempotency.InvalidKeyException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** What the headers of a verification request say before its body has come. */
final class RequestHead {
  private static final String ANY = "*";
  private static final String JSON = "json";

  private RequestHead() {}

  /**
   * Whether the body is of no use, because the request will be refused for its headers: then it is
   * neither waited for nor, after {@code Expect: 100-continue}, asked for. Says no where in doubt.
   *
   * @param isKey whether an API key is valid
   */
  static boolean isRefused(HttpFields headers, Predicate<String> isKey) {
    String key = BearerAuthFilter.key(headers.get(HttpHeader.AUTHORIZATION));
    return key == null
        || !isKey.test(key)
        || isNotJson(headers.getValuesList(HttpHeader.CONTENT_TYPE))
        || isNotJson(headers.getValuesList(HttpHeader.ACCEPT))
        || !isValidKey(headers);
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

  private static boolean isValidKey(HttpFields headers) {
    try {
      Optional<IdempotencyKey> unused =
          IdempotencyKey.parse(headers.getValuesList(IdempotencyKey.HEADER));
      return true;
    } catch (InvalidKeyException e) {
      return false;
    }
  }
}
