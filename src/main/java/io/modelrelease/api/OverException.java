package io.modelrelease.api;

import io.modelrelease.release.ReleaseView;

/** A release that is over, and not because somebody stopped it: there is nothing to stop. */
final class OverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OverException(ReleaseView release) {
    super(
        "Release %s is over (%s) since %s, there is nothing to stop.%s"
            .formatted(
                release.id(),
                release.state(),
                release.endedAt(),
                release.reason().isEmpty() ? "" : " It ended so: " + release.reason()));
  }
}
