package io.modelrelease.project;

import java.util.List;
import java.util.stream.Collectors;

/** A model project that cannot be released, with all its faults at once. */
public final class InvalidProjectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  public InvalidProjectException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  public List<Fault> faults() {
    return faults;
  }
}
