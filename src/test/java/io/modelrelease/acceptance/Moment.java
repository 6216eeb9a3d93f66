package io.modelrelease.acceptance;

/**
 * A moment at which a process can be killed.
 *
 * @param process application or emulator
 * @param place what it is at
 * @param when on which side of it
 * @param work what has to be done again after a death, by an id that outlives the process; empty
 *     where answering again is all
 */
record Moment(String process, String place, String when, String work) {
  /** A job of the engine was taken, and nothing of it is done: what was before it is committed. */
  static final String BEGUN = "committed before it";

  /** A job of the engine did all that it does, on Azure too, and nothing of it is committed. */
  static final String DONE = "done, not committed";

  /** Between two changes of Azure in one job. */
  static final String BETWEEN = "not sent yet";

  /** The same moment of another release. */
  String name() {
    return place + ", " + when;
  }

  /**
   * The same kind of moment: the model of operations has save points of its own, of which only the
   * begin is another one for each operation.
   */
  static String kind(String name) {
    return name.replaceFirst("^(azure-operation (?!Task_BeginOperation)\\S+) [^,]*", "$1");
  }
}
