package io.modelrelease.project;

import java.util.SortedMap;

/** A UUID from content: whoever sends the same finds it. */
final class Uuid {
  private static final int DIGITS = 32;

  private Uuid() {}

  static String of(SortedMap<String, byte[]> content) {
    return of(ProjectFiles.digest(content));
  }

  /**
   * @param digest at least 32 hex digits
   */
  static String of(String digest) {
    return digest
        .substring(0, DIGITS)
        .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }
}
