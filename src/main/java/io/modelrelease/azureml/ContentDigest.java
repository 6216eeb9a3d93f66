package io.modelrelease.azureml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The bytes of a folder in one line: SHA-256 over the sorted lines {@code path size sha256}.
 *
 * @param value lower-case hex
 */
public record ContentDigest(String value, int files, long bytes) {

  /**
   * @param blobs path to size
   * @param content opens a file; one that cannot be read fails the digest, none is skipped
   */
  static ContentDigest of(SortedMap<String, Long> blobs, Function<String, InputStream> content) {
    var files = BlobFolder.files(blobs);
    if (files.isEmpty()) {
      throw new IllegalStateException("The folder is empty: there is nothing to digest.");
    }
    var all = sha256();
    var bytes = 0L;
    for (var file : files.entrySet()) {
      var digest = sha256();
      var size = 0L;
      try (var in = new DigestInputStream(content.apply(file.getKey()), digest)) {
        size = in.transferTo(java.io.OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + file.getKey(), e);
      }
      var line =
          "%s %d %s%n".formatted(file.getKey(), size, HexFormat.of().formatHex(digest.digest()));
      all.update(line.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
      bytes += size;
    }
    return new ContentDigest(HexFormat.of().formatHex(all.digest()), files.size(), bytes);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
