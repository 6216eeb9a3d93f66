package io.modelrelease.project;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A model project that cannot be released, with all its faults at once. */
public final class InvalidProjectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Fault> ORDER =
      Comparator.comparing(Fault::file)
          .thenComparingInt(Fault::line)
          .thenComparingInt(Fault::column);

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
    super(faults.stream().sorted(ORDER).map(Fault::toString).collect(Collectors.joining("\n")));
    this.what = what;
    this.faults = faults.stream().sorted(ORDER).toList();
  }

  public What what() {
    return what;
  }

  /** By file and line. */
  public List<Fault> faults() {
    return faults;
  }
}
