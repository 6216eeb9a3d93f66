package io.modelrelease.emulator;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Microsoft's azure.ai.ml and azure.storage.blob, as Debian packages them, use the emulator. */
@Tag("clients")
class PythonClientTest {
  @TempDir private Path folder;

  @BeforeAll
  static void hasPython() {
    ForeignClient.requirePython();
  }

  static List<String> modules() {
    return ForeignClient.programs("python", "test_", ".py");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modules")
  void usesTheEmulator(String module) {
    try (var azure = RunningEmulator.start(folder.resolve("azure"))) {
      new ForeignClient(folder, azure).python(module);
    }
  }
}
