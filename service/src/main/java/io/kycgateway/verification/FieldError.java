package io.kycgateway.verification;

/**
 * One invalid field.
 *
 * @param field its path, such as {@code document.country}
 * @param message what it must be; never repeats the value that was sent
 */
public record FieldError(String field, String message) {}
