package io.modelrelease.api;

/** The caller is known, and may not. */
final class DeniedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeniedException(String sentence) {
    super(sentence);
  }
}
