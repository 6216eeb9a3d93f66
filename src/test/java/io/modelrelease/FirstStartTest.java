package io.modelrelease;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {

  @Test
  void takesZerosWhereThereIsNoRepository(@TempDir Path folder) {
    assertThat(Commit.ofFolder(folder).id()).isEqualTo("0".repeat(40));
    assertThat(Commit.ofFolder(folder).author()).isEmpty();
  }

  @Test
  void takesTheHeadOfTheRepository() {
    assertThat(Commit.ofFolder(Path.of("")).id()).matches("[0-9a-f]{40}");
  }
}
