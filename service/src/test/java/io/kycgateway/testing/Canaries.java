package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values to put where personal data and secrets go, and the search for them where none may be. */
public final class Canaries {
  /** Begins every text; it is base64 and a file name as well. */
  public static final String MARK = "zq7canary";

  /** A code of an issuer that no other text has. */
  public static final String COUNTRY = "XOM";

  /** Addresses of clients, and one that a client on this machine may have. */
  public static final String FORWARDED = "203.0.113.77";

  public static final String FORWARDED_V6 = "2001:db8:77::7";
  public static final String PEER = "127.0.0.77";

  /** What a module says to the client: it may stand in the answer to it and in the results. */
  public static final String REASON = "zq7reason";

  private static final Pattern ALL =
      Pattern.compile(
          "zq7|\\bXOM\\b|203\\.0\\.113\\.77|2001:0?db8:0?0?77|127\\.0\\.0\\.77|"
              + Pattern.quote(TestGateway.API_KEY)
              + "|"
              + Pattern.quote(ProcessSettings.PASSWORD));

  private Canaries() {}

  /** A body with a canary in each of its fields, by reference or inline. */
  public static String body(boolean inline) {
    String where =
        inline
            ? "\"data\": \"zq7canary%s0\", \"media_type\": \"image/zq7canary\""
            : "\"uri\": \"s3://zq7canary/%s?zq7canary=1#zq7canary\"";
    return """
        {"device_id": "zq7canary-device", "selfie": {%s},
         "document": {%s, "type": "zq7canary_type", "country": "XOM"},
         "metadata": {"zq7canary name": "zq7canary value", "channel": "zq7canary"}}\
        """
        .formatted(where.formatted("selfie"), where.formatted("papers"))
        .strip();
  }

  /** A module's response, with a canary wherever the gateway has no use for it. */
  public static String scored() {
    return http(
        "200 OK",
        "X-Zq7: zq7canary",
        """
        {"score": 0.9, "reasons": ["zq7reason"], "attack_type": "zq7canary attack",
         "details": {"name": "zq7canary", "zq7canary": ["zq7canary"]}, "zq7canary": 1}\
        """);
  }

  /** The same of the decision. */
  public static String decided() {
    return http(
        "200 OK",
        "X-Zq7: zq7canary",
        """
        {"status": "VERIFIED", "confidence_score": 0.9, "reasons": ["zq7reason"],
         "details": {"zq7canary": "zq7canary"}, "zq7canary": "zq7canary"}\
        """);
  }

  /** A response as it goes over the wire. */
  public static String http(String status, String header, String body) {
    return "HTTP/1.1 %s\r\n%s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, header, body.length(), body);
  }

  /** Holds a text to hold none of them. */
  public static void areAbsentFrom(String what, String text) {
    Matcher found = ALL.matcher(text);
    if (found.find()) {
      int from = Math.max(0, found.start() - 300);
      assertThat(text.substring(from, Math.min(text.length(), found.end() + 100)))
          .as("%s has a canary", what)
          .isEmpty();
    }
    assertThat(text.toLowerCase(Locale.ROOT)).as(what).doesNotContain(MARK);
  }
}
