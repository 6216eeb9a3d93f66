package io.modelrelease.emulator.blob;

import io.modelrelease.emulator.http.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What is known of a blob besides its bytes.
 *
 * @param blocks names and sizes of the blocks that it was put together of, {@code name=size} a line
 */
record BlobAttributes(
    String type, String contentType, String blocks, Map<String, String> metadata) {
  static final String BLOCK_BLOB = "BlockBlob";
  static final String APPEND_BLOB = "AppendBlob";

  private static final String META = "x-ms-meta-";
  private static final String TYPE = ":type";
  private static final String CONTENT = ":content-type";
  private static final String BLOCKS = ":blocks";
  private static final String BYTES = "application/octet-stream";
  private static final DateTimeFormatter HTTP_TIME =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  /** As a Put says. */
  static BlobAttributes of(Exchange exchange, String type, String blocks) {
    return new BlobAttributes(
        type,
        exchange
            .header("x-ms-blob-content-type")
            .or(() -> exchange.header("Content-Type").filter(any -> blocks.isEmpty()))
            .orElse(BYTES),
        blocks,
        metadata(exchange));
  }

  static Map<String, String> metadata(Exchange exchange) {
    var metadata = new TreeMap<String, String>();
    exchange
        .headers()
        .forEach(
            (name, value) -> {
              if (name.toLowerCase(Locale.ROOT).startsWith(META)) {
                metadata.put(name.substring(META.length()).toLowerCase(Locale.ROOT), value);
              }
            });
    return metadata;
  }

  /** As they were kept; those of files that jobs wrote are the usual ones. */
  static BlobAttributes of(BlobStore blobs, Path file) {
    var kept = new TreeMap<>(blobs.metadata(file));
    var type = kept.getOrDefault(TYPE, BLOCK_BLOB);
    var content = kept.getOrDefault(CONTENT, BYTES);
    var blocks = kept.getOrDefault(BLOCKS, "");
    kept.keySet().removeIf(name -> name.startsWith(":"));
    return new BlobAttributes(type, content, blocks, kept);
  }

  BlobAttributes with(Map<String, String> other) {
    return new BlobAttributes(type, contentType, blocks, other);
  }

  void keep(BlobStore blobs, Path file) {
    var kept = new TreeMap<>(metadata);
    kept.put(TYPE, type);
    kept.put(CONTENT, contentType);
    kept.put(BLOCKS, blocks);
    blobs.metadata(file, kept);
  }

  /** Headers of the answers that show or change a blob. */
  static void stamp(Exchange exchange, Path file) {
    try {
      exchange.set("ETag", etag(file));
      exchange.set("Last-Modified", time(Files.getLastModifiedTime(file).toInstant()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static String time(Instant instant) {
    return HTTP_TIME.format(instant);
  }

  /** Changes whenever the bytes are written. */
  static String etag(Path file) {
    try {
      var changed = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
      return "\"0x%X\"".formatted(changed ^ Files.size(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
