package io.modelrelease.pipelines.azurecli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** An az that needs no Azure: src/test/resources/agents/az, and the folder of what it knows. */
final class RecordingAz {
  private final Path state;

  /**
   * @param bin where az is put
   * @param state an empty folder
   */
  RecordingAz(Path bin, Path state) throws IOException {
    this.state = state;
    Files.createDirectories(bin);
    Files.createDirectories(state);
    Files.copy(
        Path.of("src/test/resources/agents/az"),
        bin.resolve("az"),
        StandardCopyOption.REPLACE_EXISTING);
    bin.resolve("az").toFile().setExecutable(true, false);
    Files.writeString(state.resolve("workspaces"), "rg-models/mlw-models\n");
    Files.writeString(state.resolve("computes"), "");
    Files.writeString(state.resolve("calls"), "");
  }

  void fails(String how) throws IOException {
    Files.createFile(state.resolve("fault-" + how));
  }

  void worksAgain(String how) throws IOException {
    Files.delete(state.resolve("fault-" + how));
  }

  List<String> computes() throws IOException {
    return Files.readAllLines(state.resolve("computes"));
  }

  /** The calls since the last time that this was asked. */
  List<String> calls() throws IOException {
    var calls = Files.readAllLines(state.resolve("calls"));
    Files.writeString(state.resolve("calls"), "");
    return calls;
  }
}
