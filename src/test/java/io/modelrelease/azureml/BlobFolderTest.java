package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What of the blobs below a prefix is a file. */
class BlobFolderTest {

  @Test
  void leavesMarksOfFoldersOut() {
    var blobs =
        Map.of("", 0L, "MLmodel", 10L, "data", 0L, "data/model.json", 5L, "logs/", 0L, "empty", 0L);
    assertThat(BlobFolder.files(new TreeMap<>(blobs)))
        .containsOnlyKeys("MLmodel", "data/model.json", "empty");
  }

  @Test
  void keepsAFileThatIsNamedLikeAFolder() {
    var blobs = Map.of("data", 3L, "data/model.json", 5L, "data-more", 0L);
    assertThat(BlobFolder.files(new TreeMap<>(blobs)))
        .containsOnlyKeys("data", "data/model.json", "data-more");
  }
}
