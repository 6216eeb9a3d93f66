package io.modelrelease.emulator.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two emulators from using one home. A killed one leaves no lock behind. */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws IllegalStateException if another emulator has it
   */
  public static HomeLock take(Path home) {
    try {
      Files.createDirectories(home);
      var channel =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isFree(channel)) {
        return new HomeLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The emulator cannot use its home " + home, e);
    }
    throw new IllegalStateException(
        "Another emulator uses %s already: stop it, or give this one another home (modelrelease.home)."
            .formatted(home.toAbsolutePath()));
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException sameProgram) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
