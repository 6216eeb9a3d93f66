package io.modelrelease.devops;

import io.modelrelease.devops.Feedback.Row;
import io.modelrelease.release.ReleaseView;

/** Tells one kind of thing, once; what it tells is how the release is now. */
@FunctionalInterface
interface Teller {
  Attempt tell(Row row, ReleaseView release);
}
