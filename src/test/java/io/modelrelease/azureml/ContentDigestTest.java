package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContentDigestTest {

  private static ContentDigest digest(Map<String, String> files) {
    var sizes = new TreeMap<String, Long>();
    files.forEach((path, text) -> sizes.put(path, (long) text.length()));
    return ContentDigest.of(
        sizes, path -> new ByteArrayInputStream(files.get(path).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void isTheSameForTheSameFilesInAnyOrder() {
    var one = digest(Map.of("MLmodel", "flavors:", "model.json", "{}"));
    var same = digest(Map.of("model.json", "{}", "MLmodel", "flavors:"));
    assertThat(one).isEqualTo(same);
    assertThat(one.files()).isEqualTo(2);
    assertThat(one.bytes()).isEqualTo(10);
    assertThat(one.value()).matches("[0-9a-f]{64}");
  }

  @Test
  void differsByByteNameAndFile() {
    var one = digest(Map.of("a", "1", "b", "2")).value();
    assertThat(digest(Map.of("a", "1", "b", "3")).value()).isNotEqualTo(one);
    assertThat(digest(Map.of("a", "1", "c", "2")).value()).isNotEqualTo(one);
    assertThat(digest(Map.of("a", "2", "b", "1")).value()).isNotEqualTo(one);
    assertThat(digest(Map.of("a", "1")).value()).isNotEqualTo(one);
  }

  @Test
  void isTheSameForACopyWithMarksOfFolders() {
    var one = digest(Map.of("MLmodel", "flavors:", "data/model.json", "{}"));
    assertThat(digest(Map.of("MLmodel", "flavors:", "data", "", "data/model.json", "{}")))
        .isEqualTo(one);
  }

  @Test
  void refusesWhatCannotBeRead() {
    var files = new TreeMap<>(Map.of("a", 1L));
    assertThatThrownBy(
            () ->
                ContentDigest.of(
                    files,
                    path ->
                        new InputStream() {
                          @Override
                          public int read() throws IOException {
                            throw new IOException("gone");
                          }
                        }))
        .hasMessageContaining("Cannot read a");
    assertThatThrownBy(() -> ContentDigest.of(new TreeMap<>(), path -> null))
        .hasMessageContaining("empty");
  }
}
