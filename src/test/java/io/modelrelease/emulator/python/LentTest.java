package io.modelrelease.emulator.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LentTest {
  @Test
  void everyFileThatIsThereIsLent() throws IOException {
    var root = Path.of("src", "main", "resources", "python");
    try (var files = Files.walk(root)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".py"))
                  .map(file -> root.relativize(file).toString().replace('\\', '/')))
          .containsExactlyInAnyOrderElementsOf(Lent.FILES);
    }
  }
}
