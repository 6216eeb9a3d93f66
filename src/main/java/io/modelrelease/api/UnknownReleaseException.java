package io.modelrelease.api;

/** There is no release of that id. */
final class UnknownReleaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownReleaseException(String id) {
    super(
        "There is no release %s; GET /api/releases lists those that there are."
            .formatted(FieldFault.shown(id)));
  }
}
