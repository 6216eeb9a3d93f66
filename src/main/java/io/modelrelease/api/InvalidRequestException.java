package io.modelrelease.api;

import java.util.List;
import org.springframework.http.HttpStatus;

/** A request that is refused for what its fields say. */
final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final transient List<FieldFault> faults;

  InvalidRequestException(HttpStatus status, List<FieldFault> faults) {
    super(faults.get(0).message());
    this.status = status;
    this.faults = List.copyOf(faults);
  }

  InvalidRequestException(HttpStatus status, String field, String message) {
    this(status, List.of(new FieldFault(field, message)));
  }

  HttpStatus status() {
    return status;
  }

  List<FieldFault> faults() {
    return faults;
  }
}
