package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Code that comes with a file: an asset of its own, named by its content. */
final class Code {
  private Code() {}

  /** Its ARM id; local code is uploaded and put before. */
  static Optional<String> id(Value code, Sending sending) {
    var text = code.text().orElse("");
    if (text.startsWith("git+")) {
      code.fault("is a Git address, which Azure ML does not take; name a local folder");
      return Optional.empty();
    }
    if (Table.isRemote(text)) {
      return Table.reference(code, "codes", sending);
    }
    return code.local().upload(code, Optional.empty()).map(upload -> put(upload, sending));
  }

  /** The same of a component, with what else it includes. */
  static Optional<String> ofComponent(Value component, Sending sending) {
    var code = component.find("code").filter(value -> !value.isEmpty());
    var includes = component.find("additional_includes").filter(value -> !value.isEmpty());
    if (code.flatMap(Value::text).filter(Table::isRemote).isPresent()) {
      return Table.reference(code.get(), "codes", sending);
    }
    var upload = code.flatMap(value -> value.local().upload(value, Optional.empty()));
    return includes
        .filter(value -> !value.list().isEmpty())
        .map(value -> AdditionalIncludes.merged(upload, value.list()))
        .or(() -> upload)
        .map(Upload::ofComponent)
        .map(merged -> put(merged, sending));
  }

  static String put(Upload upload, Sending sending) {
    var address = sending.blobUrl(sending.upload(upload));
    if (!upload.folder()) { // the folder that it is in
      address = address.substring(0, address.lastIndexOf('/'));
    }
    return sending.put("codes", Uuid.of(upload.contentHash()), "1", body(upload, address));
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
