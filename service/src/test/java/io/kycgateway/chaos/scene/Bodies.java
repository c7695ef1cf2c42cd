package io.kycgateway.chaos.scene;

import io.kycgateway.testing.Requests;

/** Bodies of verification requests. */
public final class Bodies {
  private Bodies() {}

  /** As most are: references to evidence. */
  public static String small() {
    return Requests.genuine();
  }

  /** With a selfie inline that makes it about that many bytes. */
  public static String inline(int bytes) {
    return """
        {"device_id": "device-1",
         "selfie": {"data": "%s", "media_type": "image/jpeg"},
         "document": {"uri": "s3://bucket/document", "type": "passport", "country": "ESP"}}
        """
        .formatted("QUJD".repeat(bytes / 4));
  }
}
