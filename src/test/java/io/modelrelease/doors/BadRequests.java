package io.modelrelease.doors;

import static io.modelrelease.doors.BadInput.bad;
import static io.modelrelease.doors.Request.PATH;
import static io.modelrelease.doors.Request.get;
import static io.modelrelease.doors.Request.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Requests that are wrong as a whole: address, method, media type, length, no JSON. */
final class BadRequests {
  private static final String DESCRIPTION = "/api/openapi.yaml";
  static final String COMMIT = "3f2a9c1d5e6f708192a3b4c5d6e7f80912a3b4c5";
  static final String GOOD = "{\"model\": \"credit-risk\", \"commit\": \"%s\"}".formatted(COMMIT);

  private BadRequests() {}

  /**
   * A good request still starts a release, which is stopped again.
   *
   * @param digits of its commit
   */
  static void goodOnesStillStart(URI address, String digits) {
    var good = json(GOOD.replace(COMMIT.substring(0, digits.length()), digits));
    var started = good.send(address);
    assertThat(started.status()).as(started.body()).isEqualTo(202);
    var stopped = good.to("DELETE", started.header("Location")).send(address);
    assertThat(stopped.status()).as(stopped.body()).isEqualTo(202);
  }

  static Stream<BadInput> bodies() {
    return Stream.of(
        bad("empty body", json(""), 400, "body", "empty"),
        bad("blank body", json(" \n "), 400, "body", "empty"),
        bad(
            "a form's text as JSON",
            json("model=credit-risk"),
            400,
            "body",
            "read as JSON",
            "line 1"),
        bad("body cut off", json(GOOD.substring(0, 30)), 400, "body", "read as JSON", "line 1"),
        bad("single quotes", json(GOOD.replace('"', '\'')), 400, "body", "read as JSON"),
        bad("a list", json("[" + GOOD + "]"), 400, "body", "JSON object"),
        bad("a text", json("\"credit-risk\""), 400, "body", "JSON object"),
        bad("null", json("null"), 400, "body", "JSON object"),
        bad("a field twice", json("{\"model\": \"a\", \"model\": \"b\"}"), 400, "body", "'model'"),
        bad("text after the object", json(GOOD + " please"), 400, "body", "line 1"),
        bad("two objects", json(GOOD + GOOD), 400, "body", "one JSON object"),
        bad(
            "nested 30 deep",
            json(
                GOOD.replace(
                    "}",
                    ", \"devops\": {\"callback\": "
                        + "{\"a\": ".repeat(30)
                        + "1"
                        + "}".repeat(32))),
            400,
            "body",
            "deep"),
        bad("nested 50,000 deep", json("[".repeat(50_000)), 400, "body", "deep"),
        bad("UTF-16", json(GOOD.getBytes(StandardCharsets.UTF_16)), 400, "body", "UTF-8"),
        bad(
            "Latin-1",
            json(
                GOOD.replace("}", ", \"author\": \"Jörg\"}").getBytes(StandardCharsets.ISO_8859_1)),
            400,
            "body",
            "UTF-8"),
        bad("gzipped", json(TarGz.gzip(GOOD.getBytes())), 400, "body", "UTF-8"),
        bad("random bytes", json(new byte[] {0, 1, 2, 3, -1, -2, -3}), 400, "body", "body"),
        bad(
            "a number of 2,000 digits",
            json(GOOD.replace("}", ", \"attempt\": " + "9".repeat(2_000) + "}")),
            400,
            "body",
            "1000 digits"),
        bad(
            "more than 256 KB",
            json(GOOD.replace("}", ", \"author\": \"" + "x".repeat(300 << 10) + "\"}")),
            413,
            "body",
            "256 KB"),
        bad(
            "more than 256 KB, length not told",
            json(" ".repeat(300 << 10) + GOOD).inChunks(),
            413,
            "body",
            "256 KB"),
        bad("20 MB of JSON", json(" ".repeat(20 << 20) + GOOD), 413, "body", "256 KB"));
  }

  static Stream<BadInput> addresses() {
    var good = json(GOOD);
    return Stream.of(
        bad("text/plain", good.header("Content-Type", "text/plain"), 415, "Content-Type", "json"),
        bad(
            "a form",
            good.header("Content-Type", "application/x-www-form-urlencoded"),
            415,
            "Content-Type",
            "json"),
        bad("no media type", good.without("Content-Type"), 415, "Content-Type", "json"),
        bad("XML", good.header("Content-Type", "application/xml"), 415, "Content-Type", "json"),
        bad(
            "multipart/mixed",
            good.header("Content-Type", "multipart/mixed; boundary=x"),
            415,
            "Content-Type",
            "form-data"),
        bad(
            "no media type at all",
            good.header("Content-Type", "json"),
            415,
            "Content-Type",
            "json"),
        bad("wants HTML", good.header("Accept", "text/html"), 406, "Accept", "application/json"),
        bad(
            "wants XML",
            good.header("Accept", "application/xml"),
            406,
            "Accept",
            "application/json"),
        bad(
            "list as CSV",
            get(PATH).header("Accept", "text/csv"),
            406,
            "Accept",
            "application/json"),
        bad("PUT", good.to("PUT", PATH), 405, "", "PUT", "GET", "POST"),
        bad("PATCH", good.to("PATCH", PATH + "/x"), 405, "", "PATCH", "GET", "DELETE"),
        bad("DELETE of all", good.to("DELETE", PATH), 405, "", "DELETE", "POST"),
        bad("POST to a release", good.to("POST", PATH + "/x"), 405, "", "POST", "GET"),
        bad("PUT to checks", good.to("PUT", "/api/checks"), 405, "", "PUT", "OPTIONS, POST"),
        bad("GET of checks", get("/api/checks"), 405, "", "GET", "OPTIONS, POST"),
        bad("POST to the description", good.to("POST", DESCRIPTION), 405, "", "GET, HEAD, OPTIONS"),
        bad(
            "description as JSON",
            get(DESCRIPTION).header("Accept", "application/json"),
            406,
            "Accept",
            "application/yaml"),
        bad(
            "check as text",
            good.to("POST", "/api/checks").header("Content-Type", "text/plain"),
            415,
            "Content-Type",
            "application/json, or multipart/form-data with the parts release and project"),
        bad("TRACE", good.to("TRACE", PATH), 405, "", "OPTIONS"),
        bad("a method of nobody", good.to("START", PATH), 405, "", "OPTIONS"),
        bad("POST to nothing", good.to("POST", "/api/models"), 404, "", "/api/models"),
        bad(
            "no such release",
            get(PATH + "/credit-risk-1-000000"),
            404,
            "id",
            "no release credit-risk-1-000000"),
        bad("dossier of none", get(PATH + "/none/dossier"), 404, "id", "no release none"),
        bad(
            "stop of none",
            get(PATH + "/none").to("DELETE", PATH + "/none"),
            404,
            "id",
            "no release none"),
        bad("long id", get(PATH + "/" + "x".repeat(4_000)), 404, "id", "no release xxx"),
        bad("no such address", get("/api/models"), 404, "", "/api/models"),
        bad("NUL in the address", get(PATH + "/a%00b"), 400, "", "address"),
        bad("way out in the address", get(PATH + "/..%2f..%2fetc"), 400, "", "address"),
        bad("semicolon in the address", get(PATH + ";x=1"), 400, "", "address"),
        bad("two slashes in the address", get("/api//releases"), 400, "", "address"),
        bad("broken escape in the address", get(PATH + "/%zz"), 400, "", "address"),
        bad("no such state", get(PATH + "?state=lost"), 400, "state", "lost", "running"),
        bad("page no number", get(PATH + "?page=one"), 400, "page", "whole number"),
        bad("page before the first", get(PATH + "?page=-1"), 400, "page", "0"),
        bad("page too large", get(PATH + "?page=99999999999"), 400, "page", "whole number"),
        bad("size 0", get(PATH + "?size=0"), 400, "size", "200"),
        bad("size 1,000", get(PATH + "?size=1000"), 400, "size", "200"),
        bad("model with NUL", get(PATH + "?model=%00"), 400, "model", "letters"),
        bad("wrong token", good.as("other-pipeline"), 401, "", "Bearer"),
        bad("no credentials", good.without("Authorization"), 401, "", "Bearer"));
  }
}
