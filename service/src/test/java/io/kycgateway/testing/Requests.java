package io.kycgateway.testing;

/** Bodies of verification requests. */
public final class Requests {
  private Requests() {}

  /** A genuine session, as the sandbox has it. */
  public static String genuine() {
    return withSelfie("sim://genuine");
  }

  /** A valid request whose selfie is that URI: {@code sim://…} chooses what the modules do. */
  public static String withSelfie(String uri) {
    return """
        {"device_id": "device-1",
         "selfie": {"uri": "%s"},
         "document": {"uri": "s3://bucket/document", "type": "passport", "country": "ESP"},
         "metadata": {"channel": "web"}}
        """
        .formatted(uri);
  }

  /** The same in a session of that id. */
  public static String withSession(String sessionId, String selfieUri) {
    return withSelfie(selfieUri).replaceFirst("\\{", "{\"session_id\": \"" + sessionId + "\", ");
  }
}
