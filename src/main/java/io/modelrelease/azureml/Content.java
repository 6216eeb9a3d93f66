package io.modelrelease.azureml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;
import java.util.TreeMap;

/** Bytes to upload, which need not be in memory. */
public interface Content {

  /** In bytes. */
  long size();

  /** From the first byte; the same bytes each time. */
  InputStream open() throws IOException;

  /** Bytes that are in memory already. */
  static Content of(byte[] bytes) {
    return new Content() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  /** Path to bytes. */
  static SortedMap<String, Content> of(SortedMap<String, byte[]> files) {
    var contents = new TreeMap<String, Content>();
    files.forEach((path, bytes) -> contents.put(path, of(bytes)));
    return contents;
  }
}
