package io.modelrelease.doors;

import static io.modelrelease.doors.BadInput.bad;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Archives that are whole, with files that cannot be released. */
final class BadProjects {
  private static final int UNPROCESSABLE = 422;

  private BadProjects() {}

  private static BadInput faulty(String name, TarGz archive, String... words) {
    return bad(name, BadUploads.upload(archive.bytes()), UNPROCESSABLE, "project", words);
  }

  private static TarGz model(UnaryOperator<String> edit) {
    return TarGz.creditRisk().edited("model.yml", edit);
  }

  private static TarGz job(UnaryOperator<String> edit) {
    return TarGz.creditRisk().edited("job.yml", edit);
  }

  private static TarGz job(String text) {
    return TarGz.creditRisk().replaced("job.yml", text);
  }

  static Stream<BadInput> projects() {
    return Stream.concat(yaml(), contents());
  }

  private static Stream<BadInput> yaml() {
    var laughs = new StringBuilder("a0: &a0 [x, x]\n");
    for (var level = 1; level < 25; level++) {
      laughs.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(level, level - 1));
    }
    return Stream.of(
        faulty("a billion laughs", job(laughs.toString()), "job.yml:", "50000"),
        faulty("an alias of itself", job("command: &a [*a]\n"), "job.yml:", "deep"),
        faulty("nested 100,000 deep in brackets", job("[".repeat(100_000)), "job.yml:1:", "deep"),
        faulty(
            "nested 60 deep in braces",
            job("{a: ".repeat(60) + "1" + "}".repeat(60)),
            "job.yml:1:",
            "deep"),
        faulty("nested 2,000 deep in dashes", job("- ".repeat(2_000) + "x"), "job.yml:1:", "deep"),
        faulty("2 MB of one scalar", job("command: " + "x".repeat(2 << 20)), "job.yml:", "1 MB"),
        faulty(
            "60,000 values", job("command: [" + "x, ".repeat(60_000) + "x]"), "job.yml:", "50000"),
        faulty(
            "a Java class as tag",
            job("command: !!java.net.URL [http://x]\n"),
            "job.yml:1:1: command",
            "tag",
            "java.net.URL"),
        faulty(
            "a Python object as tag",
            job("command: !!python/object:os.system x\n"),
            "job.yml:1:",
            "tag"),
        faulty(
            "a tag of its own",
            job(text -> text.replace("rounds: 200", "rounds: !secret 200")),
            "job.yml:21:",
            "inputs.rounds",
            "!secret"),
        faulty(
            "a field twice",
            job(text -> text + "command: other\n"),
            "job.yml:",
            "command",
            "twice",
            "line 6"),
        faulty(
            "a nested field twice",
            job(text -> text.replace("  depth: 3\n", "  depth: 3\n  depth: 4\n")),
            "inputs.depth",
            "twice"),
        faulty("tabs", job(text -> text.replace("  rounds", "\trounds")), "job.yml:21:", "TAB"),
        faulty(
            "Latin-1",
            TarGz.creditRisk()
                .without("job.yml")
                .file("job.yml", "description: größer\n".getBytes(StandardCharsets.ISO_8859_1)),
            "job.yml:1:",
            "UTF-8"),
        faulty(
            "UTF-16",
            TarGz.creditRisk()
                .without("job.yml")
                .file("job.yml", "command: x\n".getBytes(StandardCharsets.UTF_16)),
            "job.yml:1:",
            "UTF-8"),
        faulty("NUL", job("type: command\ncommand: a\0b\n"), "job.yml:2:1", "U+0000"),
        faulty(
            "two documents",
            job(text -> text + "---\ncommand: other\n"),
            "job.yml:",
            "single document"),
        faulty("empty file", job(""), "job.yml:1:1", "empty"),
        faulty("comments only", job("# nothing\n"), "job.yml:1:1", "empty"),
        faulty("a list", job("- command: x\n"), "job.yml:1:1", "expected fields"),
        faulty("a text", job("just text\n"), "job.yml:1:1", "expected fields"),
        faulty(
            "bracket left open",
            job(text -> text.replace("inputs:\n", "inputs: [\n")),
            "job.yml:",
            "YAML"),
        faulty(
            "a list as a field's name",
            job(text -> "? [a, b]\n: c\n" + text),
            "job.yml:1:",
            "name"),
        faulty("unknown alias", job("command: *nothing\n"), "job.yml:1:", "nothing"),
        faulty("model.yml no YAML", model(text -> text + "}"), "model.yml:", "YAML"));
  }

  private static Stream<BadInput> contents() {
    return Stream.of(
        faulty("no model.yml", TarGz.creditRisk().without("model.yml"), "model.yml"),
        faulty(
            "model.yaml",
            TarGz.creditRisk().without("model.yml").file("model.yaml", "name: x"),
            "model.yml",
            "model.yaml"),
        faulty(
            "no name",
            model(text -> text.replace("name: credit-risk\n", "")),
            "model.yml:1:1: name: is missing"),
        faulty("no test", model(text -> text.replaceAll("(?m)^test:.*$", "")), "test: is missing"),
        faulty(
            "misspelt field",
            model(text -> text.replace("output:", "outputs:")),
            "model.yml:6:1: outputs",
            "did you mean output?",
            "output: is missing"),
        faulty(
            "task unknown",
            model(text -> text.replace("binary", "ranking")),
            "model.yml:10:1: task",
            "binary, multiclass or regression"),
        faulty(
            "a file that is missing",
            TarGz.creditRisk().without("compute.yml"),
            "model.yml:4:12: computes[0]",
            "compute.yml"),
        faulty(
            "a path out of the project",
            model(text -> text.replace("train: job.yml", "train: ../../job.yml")),
            "model.yml:5:1: train: leaves the project"),
        faulty(
            "an absolute path",
            model(text -> text.replace("train: job.yml", "train: /etc/passwd")),
            "model.yml:5:1: train",
            "relative"),
        faulty(
            "an empty path",
            model(text -> text.replace("train: job.yml", "train: ''")),
            "model.yml:5:1: train"),
        faulty(
            "test data without the label",
            model(text -> text.replace("label: class", "label: klass")),
            "test.label",
            "klass",
            "class"),
        faulty(
            "test data in Latin-1",
            TarGz.creditRisk()
                .without("data/test.csv")
                .file("data/test.csv", "class,größe\n1,2\n".getBytes(StandardCharsets.ISO_8859_1)),
            "test.data",
            "UTF-8"),
        faulty(
            "test data empty",
            TarGz.creditRisk().replaced("data/test.csv", ""),
            "test.data",
            "rows"),
        faulty(
            "request no JSON",
            TarGz.creditRisk().replaced("request.json", "{\n  \"a\": nope}"),
            "test.request",
            "line 2"),
        faulty(
            "request a list",
            TarGz.creditRisk().replaced("request.json", "[]"),
            "test.request",
            "object"),
        faulty(
            "latency in minutes",
            model(text -> text.replace("200ms", "2min")),
            "test.latency.p95",
            "200ms"),
        faulty(
            "compute's name leaves its place",
            TarGz.creditRisk()
                .edited("compute.yml", text -> text.replace("cpu-cluster", "../../x")),
            "compute.yml:2:1: name"),
        faulty(
            "version leaves its place",
            TarGz.creditRisk().edited("environment.yml", text -> text + "version: ../1\n"),
            "environment.yml:7:1: version"),
        faulty(
            "data's name with a blank",
            TarGz.creditRisk()
                .edited("data-test.yml", text -> text.replace("credit-risk-test", "credit risk")),
            "data-test.yml:2:1: name"),
        faulty(
            "an input's name with a slash",
            job(text -> text.replace("  depth: 3", "  a/b: 3")),
            "job.yml:22:3",
            "a/b"),
        faulty(
            "negative count",
            TarGz.creditRisk()
                .edited(
                    "compute.yml", text -> text.replace("max_instances: 2", "max_instances: -2")),
            "compute.yml:8:1: max_instances",
            "from 0"),
        faulty(
            "1,000 files in a list",
            model(
                text ->
                    text.replace(
                        "[environment.yml]", "[" + "environment.yml, ".repeat(1_000) + "]")),
            "model.yml:3:1: environments",
            "100"),
        faulty(
            "the same name twice",
            model(
                text ->
                    text.replace(
                        "[data-train.yml, data-test.yml]", "[data-train.yml, data-train.yml]")),
            "data[1]",
            "credit-risk-train"),
        faulty(
            "a command full of open placeholders",
            job(text -> text.replace("trainer train", "${{inputs.depth ".repeat(50_000))),
            "job.yml:6:1: command",
            "${{inputs.name}}"),
        faulty(
            "3,000 faults",
            TarGz.creditRisk().edited("compute.yml", BadProjects::manyFields),
            "more"),
        faulty(
            "five faults in four files",
            TarGz.creditRisk()
                .edited("model.yml", text -> text.replace("binary", "ranking"))
                .edited(
                    "compute.yml",
                    text ->
                        text.replace("tier:", "tir:").replace("instances: 2", "instances: many"))
                .edited("job.yml", text -> text.replace("${{inputs.rounds}}", "${{inputs.round}}"))
                .edited(
                    "online-deployment.yml",
                    text -> text.replace("instance_count: 1", "instance_count: [1]")),
            "5 faults",
            "model.yml:10:1: task: ",
            "compute.yml:6:1: tir: ",
            "compute.yml:8:1: max_instances: ",
            "job.yml:6:1: command: ",
            "online-deployment.yml:7:1: instance_count: "));
  }

  private static String manyFields(String text) {
    var more = new StringBuilder(text);
    for (var i = 0; i < 3_000; i++) {
      more.append("field%d: x%n".formatted(i));
    }
    return more.toString();
  }
}
