package io.modelrelease.project;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A model project that cannot be released, with all its faults at once. */
public final class InvalidProjectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the faults are of. */
  public enum What {
    /** The archive cannot be read, or holds what no model project holds. */
    ARCHIVE,
    /** The archive holds more than a model project may. */
    SIZE,
    /** The files say what cannot be released. */
    FILES
  }

  private final What what;
  private final transient List<Fault> faults;

  InvalidProjectException(What what, Collection<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.what = what;
    this.faults = List.copyOf(faults);
  }

  public What what() {
    return what;
  }

  public List<Fault> faults() {
    return faults;
  }
}
