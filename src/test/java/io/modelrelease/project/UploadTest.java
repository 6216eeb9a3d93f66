package io.modelrelease.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Hashes are those that Microsoft's own client computes of the same folder. */
class UploadTest {
  private static final String PATTERNS =
      """
      # comment
      *.log
      !keep.log
      /build
      cache/
      docs/*.txt
      **/deep/x.py
      a/**/z
      [ab]?.tmp
        spaced \s
      \\#hash
      data/**
      !data/keep/
      """;

  private static SortedMap<String, byte[]> files(Map<String, String> contents) {
    var files = new TreeMap<String, byte[]>();
    contents.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  private static SortedMap<String, byte[]> tree() {
    return files(
        Map.ofEntries(
            Map.entry(".amlignore", PATTERNS),
            Map.entry(".gitignore", "everything\n*"),
            Map.entry("score.py", "1"),
            Map.entry("a.log", "2"),
            Map.entry("sub/keep.log", "3"),
            Map.entry("sub/b.log", "4"),
            Map.entry("build/out", "5"),
            Map.entry("sub/build/out", "6"),
            Map.entry("cache/c", "7"),
            Map.entry("sub/cache/c", "8"),
            Map.entry("cache2/c", "9"),
            Map.entry("docs/a.txt", "10"),
            Map.entry("docs/in/a.txt", "11"),
            Map.entry("q/deep/x.py", "12"),
            Map.entry("deep/x.py", "13"),
            Map.entry("a/z", "14"),
            Map.entry("a/b/c/z", "15"),
            Map.entry("a1.tmp", "16"),
            Map.entry("c1.tmp", "17"),
            Map.entry("spaced", "18"),
            Map.entry("#hash", "19"),
            Map.entry("data/one", "20"),
            Map.entry("data/keep/two", "21"),
            Map.entry("B/x", "22"),
            Map.entry("everything", "23")));
  }

  @Test
  void whatTheIgnoreFileNamesStaysAtHomeAndCountsInNoHash() {
    var upload = Upload.folder("code", tree());

    assertThat(upload.files())
        .containsOnlyKeys(
            ".amlignore",
            ".gitignore",
            "B/x",
            "c1.tmp",
            "cache2/c",
            "data/keep/two",
            "docs/in/a.txt",
            "everything",
            "score.py",
            "sub/build/out",
            "sub/keep.log");
    assertThat(upload.hash()).isEqualTo("f303b30222cf9173ef77b636370a213a");
    assertThat(upload.contentHash())
        .isEqualTo("93c796f3cdadaaa4383856c8b7784bc641fddaab3eda301312b8c77c92045e81");
  }

  @Test
  void gitsIgnoreFileCountsWhereAzuresIsNotThere() {
    var files = tree();
    files.remove(".amlignore");
    files.put(".gitignore", "*\n!*.py\n".getBytes(StandardCharsets.UTF_8));

    assertThat(Upload.folder("code", files).files())
        .containsOnlyKeys("score.py", "deep/x.py", "q/deep/x.py");
  }

  @Test
  void anIgnoreFileBelowTheFolderCountsForNothing() {
    var files = files(Map.of("a.py", "1", "sub/.gitignore", "*", "sub/b.py", "2"));

    assertThat(Upload.folder("code", files).files())
        .containsOnlyKeys("a.py", "sub/.gitignore", "sub/b.py");
  }

  @Test
  void compiledPythonIsNoCodeOfAComponent() {
    var files = files(Map.of("a.py", "1", "sub/__pycache__/a.pyc", "2"));

    assertThat(Upload.folder("code", files).files()).hasSize(2);
    assertThat(Upload.folder("code", files).ofComponent().files()).containsOnlyKeys("a.py");
  }

  @Test
  void bracketsTakeRangesAndTheirOpposite() {
    var files =
        files(
            Map.of(
                ".gitignore", "[a-c].x\n[!a-z].y\n[]].z\n[open\n",
                "b.x", "",
                "d.x", "",
                "1.y", "",
                "b.y", "",
                "].z", "",
                "[open", ""));

    assertThat(Upload.folder("code", files).files()).containsOnlyKeys(".gitignore", "d.x", "b.y");
  }

  @Test
  void aPatternOfManyStarsTakesNoTime() {
    var files = files(Map.of(".gitignore", "*a".repeat(60) + "b\n", "a".repeat(200), ""));

    assertThat(Upload.folder("code", files).files()).hasSize(2);
  }
}
