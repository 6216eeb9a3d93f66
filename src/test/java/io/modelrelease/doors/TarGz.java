package io.modelrelease.doors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** An archive of a model project, to be damaged. */
final class TarGz {
  private static final int HEADER = 512;

  /** Where in a tar header the size stands, and how long. */
  private static final int SIZE_AT = 124;

  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;

  private record Entry(TarArchiveEntry header, byte[] content) {}

  private final List<Entry> entries = new ArrayList<>();

  private TarGz() {}

  static TarGz empty() {
    return new TarGz();
  }

  static TarGz of(Path folder) {
    return of(folder, "");
  }

  /**
   * @param prefix stands before every path
   */
  static TarGz of(Path folder, String prefix) {
    var archive = new TarGz();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        archive.file(prefix + folder.relativize(file), Files.readAllBytes(file));
      }
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TarGz creditRisk() {
    return of(Path.of("pipelines/models/credit-risk"));
  }

  TarGz file(String name, byte[] content) {
    entries.add(new Entry(new TarArchiveEntry(name, true), content));
    return this;
  }

  TarGz file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A link, device or whatever else the letter means in a tar header. */
  TarGz special(String name, byte kind, String target) {
    var header = new TarArchiveEntry(name, kind, true);
    header.setLinkName(target);
    entries.add(new Entry(header, new byte[0]));
    return this;
  }

  TarGz folder(String name) {
    return special(name + "/", TarConstants.LF_DIR, "");
  }

  TarGz without(String name) {
    entries.removeIf(entry -> entry.header().getName().equals(name));
    return this;
  }

  TarGz replaced(String name, String content) {
    return without(name).file(name, content);
  }

  /** Changed in the way that a case is about, which must be a change. */
  TarGz edited(String name, UnaryOperator<String> edit) {
    var before = text(name);
    if (before.equals(rewritten(name, edit).text(name))) {
      throw new AssertionError("Nothing changed in " + name);
    }
    return this;
  }

  TarGz rewritten(String name, UnaryOperator<String> edit) {
    return replaced(name, edit.apply(text(name)));
  }

  private String text(String name) {
    return entries.stream()
        .filter(entry -> entry.header().getName().equals(name))
        .findFirst()
        .map(entry -> new String(entry.content(), StandardCharsets.UTF_8))
        .orElseThrow();
  }

  byte[] tar() {
    return tar(StandardCharsets.UTF_8.name());
  }

  byte[] tar(String nameEncoding) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, nameEncoding)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var entry : entries) {
        entry.header().setSize(entry.content().length);
        tar.putArchiveEntry(entry.header());
        tar.write(entry.content());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  byte[] bytes() {
    return gzip(tar());
  }

  static byte[] gzip(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The tar whose first header says another size than its content has. */
  static byte[] firstSays(byte[] tar, long size) {
    var changed = tar.clone();
    var octal = "%0" + (SIZE_LENGTH - 1) + "o";
    write(changed, SIZE_AT, octal.formatted(size));
    write(changed, CHECKSUM_AT, " ".repeat(CHECKSUM_LENGTH));
    var sum = 0;
    for (var at = 0; at < HEADER; at++) {
      sum += changed[at] & 0xff;
    }
    write(changed, CHECKSUM_AT, "%06o\0 ".formatted(sum));
    return changed;
  }

  private static void write(byte[] target, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, target, at, bytes.length);
  }
}
