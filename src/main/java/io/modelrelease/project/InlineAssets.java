package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Assets that other files carry inside: put before, anonymous and named by their content, unless
 * they have a name of their own.
 */
final class InlineAssets {
  private static final String ANONYMOUS_ENVIRONMENT = "CliV2AnonymousEnvironment";

  private InlineAssets() {}

  /** The id of an environment: a reference, a file, or inline. */
  static Optional<String> environment(Value value, Sending sending) {
    return id(value, "environments", sending)
        .or(() -> registered(value, sending))
        .or(
            () ->
                document(value)
                    .map(
                        file -> {
                          var name = name(file);
                          var body = AssetKinds.environment(file, sending, name.isEmpty());
                          return name.map(own -> put("environments", own, file, body, sending))
                              .orElseGet(
                                  () ->
                                      sending.put(
                                          "environments",
                                          ANONYMOUS_ENVIRONMENT,
                                          AssetKinds.hash(body),
                                          body));
                        }));
  }

  /** The fields of one that is there, as {@code az ml} shows them: its id is enough. */
  private static Optional<String> registered(Value value, Sending sending) {
    return value.find("id").flatMap(id -> Table.reference(id, "environments", sending));
  }

  /** The same inside a job, where it is anonymous though it has a name. */
  static Optional<String> anonymousEnvironment(Value value, Sending sending) {
    return id(value, "environments", sending)
        .or(
            () ->
                document(value)
                    .map(file -> AssetKinds.environment(file, sending, true))
                    .map(
                        body ->
                            sending.put(
                                "environments",
                                ANONYMOUS_ENVIRONMENT,
                                AssetKinds.hash(body),
                                body)));
  }

  /** The id of a model: a reference, a file, or inline. */
  static Optional<String> model(Value value, Sending sending) {
    return id(value, "models", sending)
        .or(
            () ->
                document(value)
                    .map(
                        file -> {
                          var name = name(file);
                          var body = AssetKinds.model(file, sending, name.isEmpty());
                          return name.map(own -> put("models", own, file, body, sending))
                              .orElseGet(
                                  () -> sending.put("models", AssetKinds.hash(body), "1", body));
                        }));
  }

  private static Optional<String> id(Value value, String collection, Sending sending) {
    return value.isText() && isReference(value.text().orElse(""))
        ? Table.reference(value, collection, sending)
        : Optional.empty();
  }

  private static boolean isReference(String text) {
    return Table.isRemote(text) && !text.startsWith("file:");
  }

  private static Optional<Value> document(Value value) {
    if (value.isMapping()) {
      return Optional.of(value);
    }
    if (value.isText() && !isReference(value.text().orElse(""))) {
      return value.local().yaml(value);
    }
    return Optional.empty();
  }

  private static Optional<String> name(Value file) {
    return file.find("name").flatMap(Value::text);
  }

  private static String put(
      String collection, String name, Value file, ObjectNode body, Sending sending) {
    return sending.put(collection, name, version(file), body);
  }

  /** The file's own, else the first. */
  static String version(Value file) {
    return file.find("version")
        .filter(value -> !value.isEmpty())
        .flatMap(Value::literal) // 1.10 is the number 1.1
        .orElse("1");
  }
}
