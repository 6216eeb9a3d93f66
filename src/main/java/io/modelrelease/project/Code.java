package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Code that comes with a file: an asset of its own, named by its content. */
final class Code {
  private static final int HASH_LENGTH = 32;

  private Code() {}

  /** Its ARM id; local code is uploaded and put before. */
  static Optional<String> id(Value code, Sending sending) {
    var text = code.text().orElse("");
    if (Table.isRemote(text)) {
      return Table.reference(code, "codes", sending);
    }
    return code.local()
        .upload(code)
        .map(
            upload ->
                sending.put(
                    "codes",
                    name(upload),
                    "1",
                    body(upload, sending.blobUrl(sending.upload(upload)))));
  }

  private static String name(Upload upload) {
    return upload
        .contentHash()
        .substring(0, HASH_LENGTH)
        .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  private static ObjectNode body(Upload upload, String address) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("codeUri", address).put("isAnonymous", true).put("isArchived", false);
    properties
        .putObject("properties")
        .put("hash_sha256", upload.contentHash())
        .put("hash_version", "202208");
    return body;
  }
}
