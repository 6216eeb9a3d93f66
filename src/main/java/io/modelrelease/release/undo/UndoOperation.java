package io.modelrelease.release.undo;

import io.modelrelease.release.operation.AzureOperation;

/** An operation that undoes: sent although the release is stopping, and anew in each pass. */
interface UndoOperation extends AzureOperation {
  @Override
  default boolean undoes() {
    return true;
  }
}
