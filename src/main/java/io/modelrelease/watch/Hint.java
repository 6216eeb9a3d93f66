package io.modelrelease.watch;

import java.util.List;

/** Something that was heard from outside: which waits may be worth a look. It proves nothing. */
sealed interface Hint {

  /** The waits that it is about. */
  List<Wait> among(Waits waits);

  /**
   * A job went on.
   *
   * @param name its own, or its experiment's
   */
  record OfJob(String name) implements Hint {
    @Override
    public List<Wait> among(Waits waits) {
      return waits.ofName(name);
    }
  }

  /** A version was registered or deployed. */
  record OfVersion(String model, String version) implements Hint {
    @Override
    public List<Wait> among(Waits waits) {
      return waits.ofVersion(model, version);
    }
  }
}
