package io.kycgateway.reverify;

/** The same canaries with the log as JSON. */
class PersonalDataJsonIT extends PersonalDataIT {
  @Override
  String logFormat() {
    return "json";
  }
}
