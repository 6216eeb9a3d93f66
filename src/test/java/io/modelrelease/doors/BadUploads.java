package io.modelrelease.doors;

import static io.modelrelease.doors.BadInput.bad;
import static io.modelrelease.doors.BadRequests.GOOD;

import java.util.stream.Stream;

/** Uploads that are no upload. */
final class BadUploads {
  private static final byte[] PROJECT = TarGz.creditRisk().bytes();

  private BadUploads() {}

  static Request upload(byte[] archive) {
    return Multipart.empty().part("release", GOOD).part("project", archive).request();
  }

  static Stream<BadInput> parts() {
    var good = Multipart.empty().part("release", GOOD).part("project", PROJECT).request();
    var step = GOOD.replace("}", ", \"process\": \"stage-model-testing\", \"modelVersion\": 1}");
    return Stream.of(
        bad("no part at all", Multipart.empty().request(), 400, "release", "missing", "JSON"),
        bad(
            "no part release",
            Multipart.empty().part("project", PROJECT).request(),
            400,
            "release",
            "missing"),
        bad(
            "no part project",
            Multipart.empty().part("release", GOOD).request(),
            400,
            "project",
            "missing",
            "tar.gz"),
        bad(
            "empty part release",
            Multipart.empty().part("release", "").part("project", PROJECT).request(),
            400,
            "release",
            "empty"),
        bad(
            "part release twice",
            Multipart.empty()
                .part("release", GOOD)
                .part("release", GOOD)
                .part("project", PROJECT)
                .request(),
            400,
            "release",
            "twice"),
        bad(
            "part project twice",
            Multipart.empty()
                .part("release", GOOD)
                .part("project", PROJECT)
                .part("project", PROJECT)
                .request(),
            400,
            "project",
            "twice"),
        bad(
            "part of another name",
            Multipart.empty().part("release", GOOD).part("archive", PROJECT).request(),
            400,
            "archive",
            "no part archive",
            "project"),
        bad(
            "part of no name",
            Multipart.empty().raw("Content-Type: application/json", GOOD.getBytes()).request(),
            400,
            "release",
            "missing"),
        bad("200 parts", many(), 413, "body", "parts"),
        bad(
            "a part with headers of 40 KB",
            Multipart.empty()
                .raw(
                    "Content-Disposition: form-data; name=\"release\"\r\nX-Long: "
                        + "x".repeat(40_000),
                    GOOD.getBytes())
                .request(),
            413,
            "body",
            "headers"),
        bad(
            "boundary missing",
            good.header("Content-Type", "multipart/form-data"),
            400,
            "Content-Type",
            "boundary"),
        bad(
            "other boundary",
            good.header("Content-Type", "multipart/form-data; boundary=other"),
            400,
            "release",
            "missing"),
        bad(
            "upload cut off",
            Request.json(Multipart.empty().part("release", GOOD).open())
                .header("Content-Type", Multipart.MEDIA_TYPE),
            400,
            "body",
            "ends"),
        bad(
            "empty upload",
            Request.json("").header("Content-Type", Multipart.MEDIA_TYPE),
            400,
            "release",
            "missing"),
        bad(
            "part release no JSON",
            Multipart.empty().part("release", "model: x").part("project", PROJECT).request(),
            400,
            "release",
            "read as JSON"),
        bad(
            "part release too large",
            Multipart.empty()
                .part("release", " ".repeat(300 << 10) + GOOD)
                .part("project", PROJECT)
                .request(),
            413,
            "release",
            "256 KB"),
        bad(
            "field release too large",
            Multipart.empty()
                .field("release", " ".repeat(300 << 10) + GOOD)
                .part("project", PROJECT)
                .request(),
            413,
            "release",
            "256 KB"),
        bad(
            "part release of 3 MB",
            Multipart.empty()
                .part("release", " ".repeat(3 << 20) + GOOD)
                .part("project", PROJECT)
                .request(),
            413,
            "release",
            "256 KB"),
        bad(
            "part project of 65 MB",
            Multipart.empty()
                .part("release", GOOD)
                .part("project", new byte[(64 << 20) + 1])
                .request(),
            413,
            "project",
            "64 MB"),
        bad(
            "both parts wrong",
            Multipart.empty().part("releases", GOOD).part("projects", PROJECT).request(),
            400,
            "releases",
            "no part releases",
            "no part projects",
            "part release is missing"),
        bad(
            "project for a step",
            Multipart.empty()
                .part("release", step)
                .part("project", PROJECT)
                .request()
                .header("Idempotency-Key", "build-7-1"),
            400,
            "project",
            "leave"));
  }

  private static Request many() {
    var parts = Multipart.empty().part("release", GOOD).part("project", PROJECT);
    for (var i = 0; i < 200; i++) {
      parts.part("p" + i, "x");
    }
    return parts.request();
  }
}
