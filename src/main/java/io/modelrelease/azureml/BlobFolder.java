package io.modelrelease.azureml;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Blob storage has no folders. Where one is marked nevertheless, by an empty blob with its name
 * (accounts with a hierarchical namespace and mounts do so), that is no file of the model: a copy
 * without such marks has the same bytes.
 */
final class BlobFolder {
  private BlobFolder() {}

  /**
   * @param blobs relative path to size
   */
  static SortedMap<String, Long> files(SortedMap<String, Long> blobs) {
    var files = new TreeMap<>(blobs);
    files.entrySet().removeIf(blob -> blob.getValue() == 0 && marksFolder(blob.getKey(), blobs));
    return files;
  }

  private static boolean marksFolder(String path, SortedMap<String, Long> blobs) {
    if (path.isEmpty() || path.endsWith("/")) {
      return true;
    }
    var below = blobs.tailMap(path + "/");
    return !below.isEmpty() && below.firstKey().startsWith(path + "/");
  }
}
