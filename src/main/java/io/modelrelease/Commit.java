package io.modelrelease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The commit that a folder stands at.
 *
 * @param id 40 or 64 hex digits
 * @param author e-mail address of who wrote it
 */
record Commit(String id, Optional<String> author) {
  private static final Commit NONE = new Commit("0".repeat(40), Optional.empty());
  private static final int SECONDS = 5;

  /** HEAD of the repository that the folder is in; zeros where there is none, or no git. */
  static Commit ofFolder(Path folder) {
    try {
      var git =
          new ProcessBuilder("git", "log", "-1", "--format=%H%n%ae")
              .directory(folder.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      if (!git.waitFor(SECONDS, TimeUnit.SECONDS)) {
        git.destroyForcibly();
        return NONE;
      }
      var lines =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return git.exitValue() == 0 && lines.size() == 2
          ? new Commit(lines.get(0), Optional.of(lines.get(1)).filter(author -> !author.isBlank()))
          : NONE;
    } catch (IOException e) {
      return NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NONE;
    }
  }
}
