package io.modelrelease.emulator.blob;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a file, so that of a large one no more than that is read.
 *
 * @param from offset of its first byte
 * @param size in bytes
 */
record Slice(Path file, long from, long size) {

  static Slice whole(Path file) {
    try {
      return new Slice(file, 0, Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeTo(OutputStream out) throws IOException {
    try (var channel = FileChannel.open(file)) {
      var target = Channels.newChannel(out);
      for (var at = from; at < from + size; ) {
        var sent = channel.transferTo(at, from + size - at, target);
        if (sent <= 0) {
          throw new IOException("%s ends before %d".formatted(file, from + size));
        }
        at += sent;
      }
    }
  }

  byte[] read() {
    try (var channel = FileChannel.open(file);
        var in = Channels.newInputStream(channel.position(from))) {
      return in.readNBytes(Math.toIntExact(size));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
