package io.modelrelease.doors;

import static io.modelrelease.doors.BadInput.bad;
import static io.modelrelease.doors.BadRequests.COMMIT;
import static io.modelrelease.doors.Request.json;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JSON whose fields say what they may not. */
final class BadFields {
  private static final String STEP = "\"stage-model-testing\"";

  private BadFields() {}

  /** A good request but for these fields: name, JSON text, name, JSON text …; "" leaves out. */
  private static Request with(String... fields) {
    return json(body(Map.of("model", "\"credit-risk\"", "commit", "\"" + COMMIT + "\""), fields));
  }

  /** A good single step, but for these fields. */
  private static Request step(String... fields) {
    return json(body(
            Map.of("model", "\"credit-risk\"", "process", STEP, "modelVersion", "1"), fields))
        .header("Idempotency-Key", "build-7-1");
  }

  private static String body(Map<String, String> good, String... fields) {
    var all = new TreeMap<>(good);
    for (var i = 0; i < fields.length; i += 2) {
      all.put(fields[i], fields[i + 1]);
    }
    return all.entrySet().stream()
        .filter(field -> !field.getValue().isEmpty())
        .map(field -> "\"%s\": %s".formatted(field.getKey(), field.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String text(int length) {
    return "\"" + "x".repeat(length) + "\"";
  }

  static Stream<BadInput> fields() {
    return Stream.of(
            models(), commits(), people(), processes(), numbers(), devops(), keys(), roles())
        .flatMap(cases -> cases);
  }

  private static Stream<BadInput> models() {
    return Stream.of(
        bad("no model", with("model", ""), 400, "model", "missing", "letters"),
        bad("model null", with("model", "null"), 400, "model", "missing"),
        bad("model a number", with("model", "7"), 400, "model", "7", "letters"),
        bad("model an object", with("model", "{\"name\": \"x\"}"), 400, "model", "letters"),
        bad("model empty", with("model", "\"\""), 400, "model", "letters"),
        bad("model with a blank", with("model", "\"credit risk\""), 400, "model", "letters"),
        bad("model leaves its folder", with("model", "\"../secrets\""), 400, "model", "letters"),
        bad("model with umlaut", with("model", "\"krédit\""), 400, "model", "letters"),
        bad("model ends in a line break", with("model", "\"credit-risk\\n\""), 400, "model", "\\n"),
        bad("model of 129 characters", with("model", text(129)), 400, "model", "128"),
        bad("model unknown", with("model", "\"fraud\""), 400, "model", "fraud", "Upload"),
        bad("unknown field", with("force", "true"), 400, "force", "no field force", "attempt"),
        bad("field in other case", with("Commit", "\"x\""), 400, "Commit", "commit"),
        bad(
            "unknown field with a name of 5,000 characters",
            with("f".repeat(5_000), "1"),
            400,
            "f".repeat(77) + "...",
            "no field"));
  }

  private static Stream<BadInput> commits() {
    return Stream.of(
        bad("no commit", with("commit", ""), 400, "commit", "missing", "full id"),
        bad("short commit", with("commit", "\"3f2a9c1\""), 400, "commit", "3f2a9c1", "40"),
        bad("commit of 41 digits", with("commit", "\"" + COMMIT + "0\""), 400, "commit", "40"),
        bad("a branch", with("commit", "\"refs/heads/main\""), 400, "commit", "40"),
        bad("commit a number", with("commit", "1234567"), 400, "commit", "40"),
        bad(
            "commit in other digits",
            with("commit", "\"" + "٣".repeat(40) + "\""),
            400,
            "commit",
            "hex"));
  }

  private static Stream<BadInput> people() {
    return Stream.of(
        bad("author empty", with("author", "\"\""), 400, "author", "1 to 254"),
        bad("author blank", with("author", "\"  \""), 400, "author", "1 to 254"),
        bad("author with blank at the end", with("author", "\"a@b.org \""), 400, "author", "blank"),
        bad("author of 255 characters", with("author", text(255)), 400, "author", "254"),
        bad("author of two lines", with("author", "\"a\\nb\""), 400, "author", "1 to 254"),
        bad("author with NUL", with("author", "\"a\\u0000b\""), 400, "author", "\\u0000"),
        bad("author half a character", with("author", "\"a\\ud83d\""), 400, "author", "254"),
        bad("author written backwards", with("author", "\"a\\u202eb\""), 400, "author", "254"),
        bad(
            "author of 254 characters in 508 units",
            with("author", "\"" + "😀".repeat(254) + "\""),
            400,
            "author",
            "254"),
        bad("author a list", with("author", "[\"a\"]"), 400, "author", "254"),
        bad("requestedBy a number", with("requestedBy", "5"), 400, "requestedBy", "5", "254"),
        bad("requestedBy too long", with("requestedBy", text(300)), 400, "requestedBy", "254"),
        bad("requestedBy with tab", with("requestedBy", "\"a\\tb\""), 400, "requestedBy", "254"));
  }

  private static Stream<BadInput> processes() {
    return Stream.of(
        bad(
            "unknown process",
            with("process", "\"deploy\""),
            400,
            "process",
            "deploy",
            "model-release"),
        bad(
            "process in other case",
            with("process", "\"Model-Release\""),
            400,
            "process",
            "model-release"),
        bad("process empty", with("process", "\"\""), 400, "process", "model-release"),
        bad("process a number", with("process", "1"), 400, "process", "1"),
        bad("internal process", with("process", "\"undo-release\""), 400, "process", "prod-online"),
        bad("process of 9,000 characters", with("process", text(9_000)), 400, "process", "..."));
  }

  private static Stream<BadInput> numbers() {
    return Stream.of(
        bad("attempt 0", with("attempt", "0"), 400, "attempt", "0", "from 1"),
        bad("attempt -1", with("attempt", "-1"), 400, "attempt", "-1", "from 1"),
        bad("attempt 1.5", with("attempt", "1.5"), 400, "attempt", "1.5", "whole"),
        bad("attempt 1e2", with("attempt", "1e2"), 400, "attempt", "whole"),
        bad("attempt a text", with("attempt", "\"2\""), 400, "attempt", "whole"),
        bad("attempt true", with("attempt", "true"), 400, "attempt", "true", "whole"),
        bad("attempt 2^31", with("attempt", "2147483648"), 400, "attempt", "2147483647"),
        bad("attempt NaN", with("attempt", "NaN"), 400, "body", "read as JSON"),
        bad("version for a whole release", with("modelVersion", "3"), 400, "modelVersion", "leave"),
        bad("no version for a step", step("modelVersion", ""), 400, "modelVersion", "missing"),
        bad("version 0", step("modelVersion", "0"), 400, "modelVersion", "from 1"),
        bad("version v7", step("modelVersion", "\"v7\""), 400, "modelVersion", "v7", "whole"),
        bad("version unknown", step("modelVersion", "999999"), 400, "modelVersion", "999999"),
        bad(
            "version of an unknown model",
            step("model", "\"fraud\""),
            400,
            "modelVersion",
            "fraud"),
        bad(
            "production of an unknown version",
            step("process", "\"prod-online-endpoint\"", "modelVersion", "999999"),
            400,
            "modelVersion",
            "999999"));
  }

  private static Stream<BadInput> devops() {
    return Stream.of(
        bad("devops a text", with("devops", "\"x\""), 400, "devops", "object"),
        bad("devops a list", with("devops", "[]"), 400, "devops", "object"),
        bad("devops unknown field", with("devops", "{\"url\": 1}"), 400, "devops.url", "callback"),
        bad(
            "callback a text",
            with("devops", "{\"callback\": \"x\"}"),
            400,
            "devops.callback",
            "object"),
        bad("run no address", with("devops", "{\"run\": \"build 7\"}"), 400, "devops.run", "https"),
        bad(
            "run a script",
            with("devops", "{\"run\": \"javascript:alert(1)\"}"),
            400,
            "devops.run",
            "https"),
        bad(
            "run of 3,000 characters",
            with("devops", "{\"run\": \"https://" + "x".repeat(3_000) + "\"}"),
            400,
            "devops.run",
            "2,000"),
        bad("run a number", with("devops", "{\"run\": 7}"), 400, "devops.run", "https"));
  }

  private static Stream<BadInput> keys() {
    var key = "Idempotency-Key";
    return Stream.of(
        bad("step without key", step().without(key), 400, key, "build id"),
        bad("empty key", step().header(key, ""), 400, key, "200"),
        bad("key of 201 characters", step().header(key, "k".repeat(201)), 400, key, "200"),
        bad("key of 7,000 characters", step().header(key, "k".repeat(7_000)), 400, key, "200"),
        bad("key of 20,000 characters", step().header(key, "k".repeat(20_000)), 400, "", "header"),
        bad("key with blank", step().header(key, "build 7"), 400, key, "visible"),
        bad("key with umlaut", step().header(key, "bücher"), 400, key, "visible"),
        bad("key with control character", step().header(key, "a\u0001b"), 400, "", "header"),
        bad("key with NUL", step().header(key, "a\0b"), 400, "", "header"),
        bad("bad key for a whole release", with().header(key, "a b"), 400, key, "visible"));
  }

  private static Stream<BadInput> roles() {
    var another = with("requestedBy", "\"other@example.org\"").as("scientist");
    var production = step("process", "\"prod-batch-endpoint\"").as("scientist");
    return Stream.of(
        bad("approver starts", with().as("approver"), 403, "", "approver"),
        bad("operator starts a whole release", with().as("operator"), 403, "process", "operator"),
        bad("scientist starts a production step", production, 403, "process", "scientist"),
        bad("scientist names another", another, 403, "requestedBy", "other@example.org"));
  }
}
