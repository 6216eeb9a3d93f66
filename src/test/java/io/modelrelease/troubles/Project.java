package io.modelrelease.troubles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The sample project under another name, with a compute of its own and few trees.
 *
 * @param model name of the model
 * @param edit changes the text of each file but the data
 * @param editData changes the text of the data
 */
record Project(String model, UnaryOperator<String> edit, UnaryOperator<String> editData) {
  private static final Path SAMPLE = Path.of("pipelines/models/credit-risk");

  static Project named(String model) {
    return new Project(model, UnaryOperator.identity(), UnaryOperator.identity());
  }

  Project replacing(String old, String replacement) {
    return new Project(model, text -> edit.apply(text).replace(old, replacement), editData);
  }

  /** Data without its last feature. */
  Project withOneColumnLess() {
    return new Project(
        model, edit, text -> text.replaceAll("(?m)^(.*),[^,\n]*,([^,\n]*)$", "$1,$2"));
  }

  private String text(String file, String text) {
    if (file.endsWith(".csv")) {
      return editData.apply(text);
    }
    return edit.apply(
        text.replace("name: credit-risk\n", "name: " + model + "\n")
            .replace("cpu-cluster", model + "-cpu")
            .replace("rounds: 200", "rounds: 30")
            .replace("{p95: 200ms}", "{p95: 10s}"));
  }

  byte[] archive() {
    var bytes = new ByteArrayOutputStream();
    try (var files = Files.walk(SAMPLE);
        var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var name = SAMPLE.relativize(file).toString();
        var content = text(name, Files.readString(file)).getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
