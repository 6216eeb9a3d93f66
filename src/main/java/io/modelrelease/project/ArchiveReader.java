package io.modelrelease.project;

import io.modelrelease.project.InvalidProjectException.What;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Unpacks a tar.gz into memory: nothing is written to disk, sizes are limited before they are
 * reached, and what no model project holds is refused.
 */
final class ArchiveReader {
  private static final String HOW = "; make it with tar -czf project.tar.gz -C FOLDER .";
  private static final int[] GZIP = {0x1f, 0x8b};
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final ArchiveLimits limits;
  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private long bytes;

  ArchiveReader(ArchiveLimits limits) {
    this.limits = limits;
  }

  /**
   * Path to bytes.
   *
   * @throws InvalidProjectException with all wrong entries, or with what ended the reading
   */
  SortedMap<String, byte[]> read(InputStream archive) {
    try (var unpacked = unpacked(archive)) {
      try {
        readTar(unpacked);
        unpacked.transferTo(OutputStream.nullOutputStream()); // its end has the checksum
      } catch (IOException e) {
        refuseTooMuch(unpacked);
        throw e;
      }
      refuseTooMuch(unpacked);
    } catch (EOFException e) {
      throw unreadable("is cut off; send it again");
    } catch (IOException e) {
      var words = String.valueOf(e.getMessage());
      throw unreadable(
          words.contains("Truncated")
              ? "is cut off; send it again"
              : "cannot be read as tar.gz (%s)%s".formatted(Paths.shown(words), HOW));
    }
    if (files.isEmpty() && faults.isEmpty()) {
      throw unreadable("has no files" + HOW);
    }
    faults.addAll(Paths.foldersToo(files));
    if (!faults.isEmpty()) {
      throw new InvalidProjectException(What.ARCHIVE, faults);
    }
    return files;
  }

  private BoundedInputStream unpacked(InputStream archive) throws IOException {
    var start = new PushbackInputStream(archive, GZIP.length);
    var head = start.readNBytes(GZIP.length);
    if (head.length == 0) {
      throw unreadable("is empty" + HOW);
    }
    if (head.length < GZIP.length || (head[0] & 0xff) != GZIP[0] || (head[1] & 0xff) != GZIP[1]) {
      throw unreadable("is no tar.gz, it does not begin as gzip does" + HOW);
    }
    start.unread(head);
    return BoundedInputStream.builder()
        .setInputStream(new GzipCompressorInputStream(start, true))
        .setMaxCount(limits.tarBytes() + 1)
        .get();
  }

  private void readTar(BoundedInputStream unpacked) throws IOException {
    var tar = new TarArchiveInputStream(unpacked, "UTF-8");
    var entries = 0;
    for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++entries > limits.entries()) {
        throw tooMuch(
            "has more than %d files and folders; leave out what the release does not need"
                .formatted(limits.entries()));
      }
      if (entry.getSize() > limits.bytes() - bytes) {
        throw tooLarge(" with " + Paths.shown(entry.getName()));
      }
      if (!entry.isDirectory()) {
        read(entry, tar);
      }
    }
  }

  private void read(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
    var path = entry.getName().replaceFirst("^(\\./)+", "");
    var wrong = Paths.wrongWith(path);
    if (!isPlainFile(entry)) {
      fault(path, "is a link or a device; put the file itself in its place");
    } else if (wrong.isPresent()) {
      fault(path, wrong.get());
    } else if (!Paths.leftOut(path)) {
      var content = tar.readNBytes((int) Math.min(limits.bytes() - bytes + 1, LARGEST_ARRAY));
      bytes += content.length;
      if (bytes > limits.bytes()) {
        throw tooLarge(" with " + Paths.shown(path));
      }
      if (files.put(path, content) != null) {
        fault(path, "comes twice in the archive");
      }
    }
  }

  /** A sparse file is none: few bytes of it can say that it is as large as it likes. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    var kind = entry.getLinkFlag();
    return !entry.isSparse() && (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM);
  }

  private void fault(String path, String message) {
    faults.add(Fault.of(Paths.shown(path), message));
  }

  private void refuseTooMuch(BoundedInputStream unpacked) {
    if (unpacked.getCount() > limits.tarBytes()) {
      throw tooLarge("");
    }
  }

  private InvalidProjectException tooLarge(String by) {
    return tooMuch(
        "has more than %d MB unpacked%s; keep large data elsewhere, as a data asset with a remote path"
            .formatted(limits.bytes() >> 20, by));
  }

  private static InvalidProjectException tooMuch(String message) {
    return new InvalidProjectException(What.SIZE, List.of(Fault.of("", "the archive " + message)));
  }

  private static InvalidProjectException unreadable(String message) {
    return new InvalidProjectException(
        What.ARCHIVE, List.of(Fault.of("", "the archive " + message)));
  }
}
