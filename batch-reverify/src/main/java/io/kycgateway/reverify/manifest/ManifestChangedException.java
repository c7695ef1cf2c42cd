package io.kycgateway.reverify.manifest;

import java.io.IOException;

/** The manifest differs from what it was when the run, or an earlier run of it, began. */
public final class ManifestChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  ManifestChangedException(String how) {
    super("the manifest changed while it was in use: " + how);
  }
}
