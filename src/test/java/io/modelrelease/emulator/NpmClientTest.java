package io.modelrelease.emulator;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Microsoft's @azure/arm-machinelearning uses the emulator. */
@Tag("clients")
class NpmClientTest {
  private static Path npm;

  @TempDir private Path folder;

  @BeforeAll
  static void hasNpm() {
    npm = ForeignClient.requireNpm();
  }

  static List<String> files() {
    return ForeignClient.programs("npm", "", ".test.mjs");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void usesTheEmulator(String file) {
    try (var azure = RunningEmulator.start(folder.resolve("azure"))) {
      new ForeignClient(folder, azure).node(npm.resolve(file + ".test.mjs"));
    }
  }
}
