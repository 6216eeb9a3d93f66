package io.modelrelease.api;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with a request.
 *
 * @param field as the request names it: {@code devops.run}, {@code Idempotency-Key}
 * @param message what it is and what it should be
 */
record FieldFault(String field, String message) {
  private static final int LONGEST = 80;
  private static final Pattern INVISIBLE = Pattern.compile("\\p{C}");

  /** What somebody sent, as it can be shown in a sentence: cut, and without what moves a cursor. */
  static String shown(String sent) {
    var cut = sent.length() > LONGEST ? sent.substring(0, LONGEST - 3) + "..." : sent;
    return INVISIBLE
        .matcher(cut)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }
}
