package io.modelrelease.doors;

import static io.modelrelease.doors.BadInput.bad;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Archives that are none, that are too large, and that hold what no model project holds. */
final class BadArchives {
  private static final byte[] PROJECT = TarGz.creditRisk().bytes();

  private BadArchives() {}

  private static Request upload(byte[] archive) {
    return BadUploads.upload(archive);
  }

  private static Request upload(TarGz archive) {
    return upload(archive.bytes());
  }

  static Stream<BadInput> archives() {
    return Stream.concat(Stream.concat(broken(), large()), names());
  }

  private static Stream<BadInput> broken() {
    var text = "no archive".getBytes(StandardCharsets.UTF_8);
    var tar = TarGz.creditRisk().tar();
    var flipped = PROJECT.clone();
    flipped[flipped.length - 6] ^= 1; // in the checksum
    return Stream.of(
        bad("empty archive", upload(new byte[0]), 400, "project", "empty"),
        bad("not gzip", upload(text), 400, "project", "tar.gz"),
        bad("tar without gzip", upload(tar), 400, "project", "tar.gz", "gzip"),
        bad("zip", upload(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}), 400, "project", "tar.gz"),
        bad("gzip of a text", upload(TarGz.gzip(text)), 400, "project", "tar.gz"),
        bad("gzip of 100 KB of noise", upload(TarGz.gzip(noise())), 400, "project", "tar.gz"),
        bad("gzip of nothing", upload(TarGz.gzip(new byte[0])), 400, "project", "no files"),
        bad("archive without files", upload(TarGz.empty()), 400, "project", "no files"),
        bad(
            "archive of folders only",
            upload(TarGz.empty().folder("a")),
            400,
            "project",
            "no files"),
        bad(
            "gzip cut off",
            upload(Arrays.copyOf(PROJECT, PROJECT.length / 2)),
            400,
            "project",
            "cut off"),
        bad(
            "gzip's last bytes missing",
            upload(Arrays.copyOf(PROJECT, PROJECT.length - 4)),
            400,
            "project",
            "cut off"),
        bad("gzip with a wrong checksum", upload(flipped), 400, "project", "tar.gz"),
        bad("something after the gzip", upload(plus(PROJECT, text)), 400, "project", "tar.gz"),
        bad(
            "tar cut off",
            upload(TarGz.gzip(Arrays.copyOf(tar, tar.length / 2 + 100))),
            400,
            "project",
            "cut off"));
  }

  private static byte[] noise() {
    var noise = new byte[100_000];
    new Random(4).nextBytes(noise);
    return noise;
  }

  private static byte[] plus(byte[] some, byte[] more) {
    var both = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, both, some.length, more.length);
    return both;
  }

  private static Stream<BadInput> large() {
    var entries = TarGz.creditRisk();
    for (var i = 0; i < 2_100; i++) {
      entries.file("notes/" + i, "");
    }
    var several = TarGz.creditRisk();
    for (var i = 0; i < 5; i++) {
      several.file("data/zeros-" + i, new byte[16 << 20]);
    }
    var link = TarGz.empty().special("big", TarConstants.LF_LINK, "model.yml");
    return Stream.of(
        bad("2,100 entries too many", upload(entries), 413, "project", "2000"),
        bad(
            "64 MB unpacked and one byte",
            upload(TarGz.empty().file("data/zeros", new byte[(64 << 20) + 1])),
            413,
            "project",
            "64 MB",
            "data/zeros"),
        bad("80 MB unpacked from 80 KB", upload(several), 413, "project", "64 MB"),
        bad(
            "a file that says it has 8 GB",
            upload(TarGz.gzip(TarGz.firstSays(TarGz.empty().file("x", "x").tar(), 8L << 30 - 1))),
            413,
            "project",
            "64 MB"),
        bad(
            "a link that hides 100 MB",
            upload(
                TarGz.gzip(
                    plus(
                        TarGz.firstSays(Arrays.copyOf(link.tar(), 512), 100L << 20),
                        new byte[100 << 20]))),
            413,
            "project",
            "64 MB"),
        bad(
            "100 MB after the end",
            upload(TarGz.gzip(plus(TarGz.creditRisk().tar(), new byte[100 << 20]))),
            413,
            "project",
            "64 MB"));
  }

  private static Stream<BadInput> names() {
    var long300 = "x".repeat(300);
    return Stream.of(
        bad(
            "../",
            upload(TarGz.creditRisk().file("../evil.yml", "x")),
            400,
            "project",
            "../evil.yml",
            "inside"),
        bad(
            "a/../../",
            upload(TarGz.creditRisk().file("a/../../evil.yml", "x")),
            400,
            "project",
            "inside"),
        bad(
            "absolute path",
            upload(TarGz.creditRisk().file("/etc/passwd", "x")),
            400,
            "project",
            "/etc/passwd"),
        bad(
            "absolute path after ./",
            upload(TarGz.creditRisk().file(".//etc/passwd", "x")),
            400,
            "project",
            "etc/passwd"),
        bad(
            "a drive's path",
            upload(TarGz.creditRisk().file("C:\\evil.yml", "x")),
            400,
            "project",
            "evil.yml"),
        bad(
            "backslashes",
            upload(TarGz.creditRisk().file("data\\train.csv", "x")),
            400,
            "project",
            "\\"),
        bad(
            "./ inside a path",
            upload(TarGz.creditRisk().file("data/./x.csv", "x")),
            400,
            "project",
            "data/./x.csv"),
        bad(
            "// inside a path",
            upload(TarGz.creditRisk().file("data//x.csv", "x")),
            400,
            "project",
            "data//x.csv"),
        bad(
            "control character in a name",
            upload(TarGz.creditRisk().file("a\u0007b", "x")),
            400,
            "project",
            "a?b"),
        bad(
            "line break in a name",
            upload(TarGz.creditRisk().file("a\nb: c", "x")),
            400,
            "project",
            "a?b: c"),
        bad(
            "name that is not UTF-8",
            upload(TarGz.gzip(TarGz.creditRisk().file("größe.csv", "x").tar("ISO-8859-1"))),
            400,
            "project",
            "UTF-8"),
        bad(
            "path of 300 characters",
            upload(TarGz.creditRisk().file(long300, "x")),
            400,
            "project",
            "255"),
        bad(
            "a file twice",
            upload(TarGz.creditRisk().file("model.yml", "name: other")),
            400,
            "project",
            "model.yml",
            "twice"),
        bad(
            "a file twice, once with ./",
            upload(TarGz.creditRisk().file("./model.yml", "name: x")),
            400,
            "project",
            "twice"),
        bad(
            "a file that is a folder too",
            upload(TarGz.creditRisk().file("data/train.csv/x", "x")),
            400,
            "project",
            "data/train.csv",
            "folder"),
        bad(
            "link to a file outside",
            upload(
                TarGz.creditRisk().special("secret.csv", TarConstants.LF_SYMLINK, "/etc/passwd")),
            400,
            "project",
            "secret.csv",
            "link"),
        bad(
            "link to a file inside",
            upload(
                TarGz.creditRisk().special("copy.csv", TarConstants.LF_SYMLINK, "data/train.csv")),
            400,
            "project",
            "copy.csv",
            "link"),
        bad(
            "hard link",
            upload(TarGz.creditRisk().special("hard", TarConstants.LF_LINK, "../../x")),
            400,
            "project",
            "hard",
            "link"),
        bad(
            "character device",
            upload(TarGz.creditRisk().special("zero", TarConstants.LF_CHR, "")),
            400,
            "project",
            "zero",
            "device"),
        bad(
            "block device",
            upload(TarGz.creditRisk().special("disk", TarConstants.LF_BLK, "")),
            400,
            "project",
            "disk",
            "device"),
        bad(
            "named pipe",
            upload(TarGz.creditRisk().special("pipe", TarConstants.LF_FIFO, "")),
            400,
            "project",
            "pipe",
            "device"),
        bad(
            "four faults at once",
            upload(
                TarGz.creditRisk()
                    .file("../a", "x")
                    .file("/b", "x")
                    .special("c", TarConstants.LF_LINK, "x")
                    .file("d\u0001", "x")),
            400,
            "project",
            "../a",
            "/b",
            "c: ",
            "d?"),
        bad(
            "project one folder down",
            upload(TarGz.of(Path.of("pipelines/models/credit-risk"), "credit-risk/")),
            422,
            "project",
            "model.yml",
            "-C credit-risk"),
        bad(
            "another model's project",
            upload(TarGz.of(Path.of("pipelines/models/concrete-strength"))),
            400,
            "model",
            "concrete-strength",
            "credit-risk"));
  }
}
