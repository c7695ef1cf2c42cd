package io.kycgateway;

/** The same canaries with the log as JSON. */
class PersonalDataJsonIT extends PersonalDataIT {}
