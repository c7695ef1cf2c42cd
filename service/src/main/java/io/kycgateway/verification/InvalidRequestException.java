package io.kycgateway.verification;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A well-formed JSON document that is not a valid verification request; lists every invalid field.
 */
public final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  InvalidRequestException(List<FieldError> errors) {
    super(
        errors.stream()
            .map(e -> e.field().isEmpty() ? e.message() : e.field() + " " + e.message())
            .collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  /** At least one. */
  public List<FieldError> errors() {
    return errors;
  }
}
