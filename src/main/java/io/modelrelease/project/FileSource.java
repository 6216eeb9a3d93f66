package io.modelrelease.project;

import java.util.Optional;
import java.util.SortedMap;

/** Where the files that other files name are read: a model project, or a disk. */
interface FileSource {

  Optional<byte[]> file(String path);

  /** The files under a folder by their path in it; or the one file of that path by its name. */
  SortedMap<String, byte[]> under(String path);

  /** Whether a path from the root of the disk means something here. */
  default boolean isDisk() {
    return false;
  }
}
