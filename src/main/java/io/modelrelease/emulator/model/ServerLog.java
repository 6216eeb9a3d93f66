package io.modelrelease.emulator.model;

import io.modelrelease.emulator.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the scoring server of a deployment had to say, one file a deployment. */
public final class ServerLog {
  private final World world;
  private final Path file;

  /**
   * @param deployment key of the deployment's document
   */
  public ServerLog(World world, String deployment) {
    this.world = world;
    this.file = world.settings().home().resolve("server-logs").resolve(deployment + ".log");
  }

  public void add(String level, String message) {
    var line = "%s %s %s%n".formatted(world.clock().now(), level, message.replaceAll("\\R", " "));
    try {
      Files.createDirectories(file.getParent());
      Files.write(
          file,
          line.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines. */
  public List<String> tail(int count) {
    try {
      var lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
