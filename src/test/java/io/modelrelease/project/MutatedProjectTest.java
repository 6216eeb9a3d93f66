package io.modelrelease.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.Mutations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever stands in its files, a project is read or refused with faults that can be read. */
class MutatedProjectTest {
  private static final int TIMES = 2_000;
  private static final ProjectFiles GOOD =
      ProjectFiles.ofFolder(Path.of("pipelines", "models", "credit-risk"));

  @Test
  @Timeout(60)
  void isReadOrRefusedWithFaults() {
    var mutations = new Mutations(7);
    var yaml = GOOD.paths().stream().filter(path -> path.matches(".*\\.(yml|json)")).toList();
    var refused = 0;
    for (var i = 0; i < TIMES; i++) {
      var path = yaml.get(mutations.below(yaml.size()));
      var text = mutations.text(new String(GOOD.file(path).orElseThrow(), StandardCharsets.UTF_8));
      var files = GOOD.under("");
      files.put(path, text.getBytes(StandardCharsets.UTF_8));
      try {
        ModelProject.read(new ProjectFiles(files));
      } catch (InvalidProjectException e) {
        refused++;
        assertThat(e.faults()).as("%s:%n%s", path, text).isNotEmpty();
        assertThat(e.faults())
            .extracting(Fault::toString)
            .allSatisfy(fault -> assertThat(fault).hasSizeBetween(10, 1_000));
      }
    }
    assertThat(refused).isBetween(TIMES / 4, TIMES);
  }

  @Test
  @Timeout(60)
  void anArchiveIsReadOrRefused() {
    var mutations = new Mutations(8);
    var good = GOOD.archive();
    for (var i = 0; i < TIMES; i++) {
      var archive = new ByteArrayInputStream(mutations.bytes(good));
      try {
        assertThat(ProjectFiles.ofArchive(archive, ArchiveLimits.DEFAULT).digest())
            .isEqualTo(GOOD.digest());
      } catch (InvalidProjectException e) {
        assertThat(e.faults()).isNotEmpty();
      }
    }
  }

  /** Small files only, so that most of what is damaged is headers. */
  @Test
  @Timeout(60)
  void aTarIsReadOrRefused() throws IOException {
    var mutations = new Mutations(9);
    var small = GOOD.under("");
    small.values().removeIf(content -> content.length > 300);
    var packed = new ByteArrayInputStream(new ProjectFiles(small).archive());
    var good = new GzipCompressorInputStream(packed).readAllBytes();
    for (var i = 0; i < TIMES; i++) {
      var bytes = new ByteArrayOutputStream();
      try (var gzip = new GzipCompressorOutputStream(bytes)) {
        gzip.write(mutations.bytes(good));
      }
      try {
        var read =
            ProjectFiles.ofArchive(
                new ByteArrayInputStream(bytes.toByteArray()), ArchiveLimits.DEFAULT);
        assertThat(read.paths()).isNotEmpty();
      } catch (InvalidProjectException e) {
        assertThat(e.faults()).isNotEmpty();
      }
    }
  }
}
