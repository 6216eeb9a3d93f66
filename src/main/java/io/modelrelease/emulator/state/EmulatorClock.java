package io.modelrelease.emulator.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The emulator's own time: this machine's, plus what it was advanced by. */
public final class EmulatorClock {
  private final Path file;
  private volatile Duration offset;

  public EmulatorClock(Path home) {
    this.file = home.resolve("clock");
    try {
      this.offset =
          Files.exists(file) ? Duration.parse(Files.readString(file).strip()) : Duration.ZERO;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Instant now() {
    return Instant.now().plus(offset);
  }

  public synchronized void advance(Duration by) {
    offset = offset.plus(by);
    AtomicFile.write(file, offset.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
