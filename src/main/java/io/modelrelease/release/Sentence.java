package io.modelrelease.release;

/** Words of others inside of our own sentences. */
public final class Sentence {
  private Sentence() {}

  /** Ends with a full stop, if it does not end a sentence already. */
  public static String closed(String words) {
    var text = words.strip();
    return text.isEmpty() || ".!?…".indexOf(text.charAt(text.length() - 1)) >= 0
        ? text
        : text + ".";
  }
}
