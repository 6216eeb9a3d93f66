package io.modelrelease.emulator.blob;

import io.modelrelease.emulator.state.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Blocks that were staged for a blob and not yet put together: files beside it. */
final class Blocks {
  private static final Pattern LISTED =
      Pattern.compile("<(Latest|Uncommitted|Committed)>([^<]+)</");

  private final Path file;
  private final Path folder;

  /**
   * @param file of the blob
   */
  Blocks(Path file) {
    this.file = file;
    this.folder = file.resolveSibling(".new-blocks-" + file.getFileName());
  }

  void stage(String id, byte[] content) {
    AtomicFile.write(staged(id), content);
  }

  private Path staged(String id) {
    return folder.resolve(URLEncoder.encode(id, StandardCharsets.UTF_8));
  }

  /**
   * What a block list puts together, and which blocks that are.
   *
   * @param known {@code name=size} of the blocks of the blob as it is
   * @return empty where it names a block that there is not
   */
  Optional<Committed> commit(String list, String known) {
    var all = new ArrayList<Slice>();
    var names = new ArrayList<String>();
    var found = LISTED.matcher(list);
    while (found.find()) {
      var block = block(found.group(1), found.group(2), known);
      if (block.isEmpty()) {
        return Optional.empty();
      }
      all.add(block.get());
      names.add(found.group(2) + "=" + block.get().size());
    }
    return Optional.of(new Committed(all, String.join("\n", names)));
  }

  /** What it is put together of, and {@code name=size} lines. */
  record Committed(List<Slice> content, String blocks) {
    void writeTo(OutputStream out) throws IOException {
      for (var slice : content) {
        slice.writeTo(out);
      }
    }
  }

  private Optional<Slice> block(String where, String id, String known) {
    if (!where.equals("Committed") && Files.isRegularFile(staged(id))) {
      return Optional.of(Slice.whole(staged(id)));
    }
    if (where.equals("Uncommitted")) {
      return Optional.empty();
    }
    var from = 0L;
    for (var line : lines(known)) {
      var size = size(line);
      if (name(line).equals(id)) {
        return Optional.of(new Slice(file, from, size));
      }
      from += size;
    }
    return Optional.empty();
  }

  private static List<String> lines(String known) {
    return known.isEmpty() ? List.of() : List.of(known.split("\n"));
  }

  private static String name(String line) {
    return line.substring(0, line.lastIndexOf('='));
  }

  private static int size(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf('=') + 1));
  }

  /** Staged blocks go with every write of the blob. */
  void forget() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var blocks = Files.list(folder)) {
      for (var block : blocks.toList()) {
        Files.delete(block);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Get Block List; which: committed, uncommitted or all. */
  String xml(String known, String which) {
    var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
    if (!which.equals("uncommitted")) {
      xml.append("<CommittedBlocks>");
      lines(known).forEach(line -> xml.append(entry(name(line), size(line))));
      xml.append("</CommittedBlocks>");
    }
    if (!which.equals("committed")) {
      xml.append("<UncommittedBlocks>").append(staged()).append("</UncommittedBlocks>");
    }
    return xml.append("</BlockList>").toString();
  }

  boolean hasStaged() {
    return Files.isDirectory(folder);
  }

  private String staged() {
    if (!hasStaged()) {
      return "";
    }
    var xml = new StringBuilder();
    try (var blocks = Files.list(folder)) {
      for (var block : blocks.sorted().toList()) {
        var id = URLDecoder.decode(block.getFileName().toString(), StandardCharsets.UTF_8);
        xml.append(entry(id, Files.size(block)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return xml.toString();
  }

  private static String entry(String id, long size) {
    return "<Block><Name>%s</Name><Size>%d</Size></Block>".formatted(BlobList.escape(id), size);
  }
}
