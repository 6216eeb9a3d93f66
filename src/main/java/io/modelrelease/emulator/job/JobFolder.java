package io.modelrelease.emulator.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one attempt at a job, and what its process leaves in it: {@code started} (a folder:
 * made once, so a process begins once), {@code pid} (its time is the start of the process) and
 * {@code exit} (the exit code). They outlive the emulator.
 */
record JobFolder(Path path) {
  private static final int LAST_LINES = 20;

  /** What the system tells about the start of a process is no more exact than this. */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  Path code() {
    return path.resolve("code");
  }

  Path input(String name) {
    return path.resolve("inputs").resolve(name);
  }

  Path output(String name) {
    return path.resolve("outputs").resolve(name);
  }

  Path home() {
    return path.resolve("home");
  }

  Path programs() {
    return path.resolve("programs");
  }

  Path log() {
    return path.resolve("user_logs").resolve("std_log.txt");
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  void create() {
    try {
      for (var folder : List.of(code(), home(), programs(), log().getParent())) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the folder of a job: " + path, e);
    }
  }

  /** The exit code, once the process has ended. */
  Optional<Integer> exitCode() {
    return read("exit").map(Integer::valueOf);
  }

  /** The process that runs here; another one that has got its number since does not count. */
  Optional<ProcessHandle> process() {
    return read("pid").map(Long::valueOf).flatMap(ProcessHandle::of).filter(this::isOurs);
  }

  private boolean isOurs(ProcessHandle process) {
    try {
      var written = Files.getLastModifiedTime(path.resolve("pid")).toInstant();
      return process.isAlive()
          && process
              .info()
              .startInstant()
              .map(start -> !start.isAfter(written.plus(TOLERANCE)))
              .orElse(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process group whose leader ended without a word, if no other process has its number. */
  Optional<Long> abandonedGroup() {
    return read("pid").map(Long::valueOf).filter(pid -> ProcessHandle.of(pid).isEmpty());
  }

  /** The process has begun and has not yet written its number. */
  boolean isBeginning() {
    try {
      var started = path.resolve("started");
      return Files.exists(started)
          && !Files.exists(path.resolve("pid"))
          && Files.getLastModifiedTime(started).toInstant().isAfter(Instant.now().minus(TOLERANCE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps a process that did not begin yet from beginning; false if it has begun. */
  boolean giveUp() {
    try {
      Files.createDirectories(path);
      Files.createDirectory(path.resolve("started"));
      return true;
    } catch (FileAlreadyExistsException begun) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> read(String name) {
    try {
      var file = path.resolve(name);
      return Files.exists(file)
          ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The traceback, where a Python program ended with one; otherwise the end of the log. */
  String lastLines() {
    try {
      if (!Files.exists(log())) {
        return "";
      }
      var lines =
          new String(Files.readAllBytes(log()), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .toList();
      var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
      var raised = last.indexOf("Traceback (most recent call last):");
      return String.join("\n", last.subList(Math.max(0, raised), last.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    if (!exists()) {
      return;
    }
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove the folder of a job: " + path, e);
    }
  }
}
