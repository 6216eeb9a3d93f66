package io.modelrelease.emulator;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.emulator.arm.Unsupported;
import io.modelrelease.emulator.http.Described;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's table of what the emulator answers is made of the tables that its routers go by.
 * {@code -Dreadme.write=true} writes it anew.
 */
class ReadmeOperationsTest {
  private static final Path README = Path.of("README.md");
  private static final String BEGIN =
      "<!-- emulator operations: made by ReadmeOperationsTest, -Dreadme.write=true -->\n";
  private static final Pattern ASSET =
      Pattern.compile("([WR])/(data|environments|models|codes|components)(/.*|)");
  private static final Pattern SMALL =
      Pattern.compile("/(mlflow/.*/api/2.0/mlflow|_emulator)/[^{}?]*");
  private static final String END = "<!-- end of emulator operations -->";

  @Test
  void readmeNamesEachOperationOfTheEmulatorAndNoOther(@TempDir Path home) throws IOException {
    String table;
    try (var azure = RunningEmulator.start(home)) {
      table = table(azure.emulator().operations());
    }
    var readme = Files.readString(README);
    assertThat(readme).contains(BEGIN, END);
    var from = readme.indexOf(BEGIN) + BEGIN.length();
    var to = readme.indexOf(END);
    if (Boolean.getBoolean("readme.write")) {
      Files.writeString(README, readme.substring(0, from) + table + readme.substring(to));
      return;
    }
    assertThat(readme.substring(from, to))
        .as("README.md differs: mvn test -Dtest=ReadmeOperationsTest -Dreadme.write=true")
        .isEqualTo(table);
  }

  private static String table(List<Described> operations) {
    var lines = new ArrayList<String>();
    lines.add("| path | methods | source |");
    lines.add("|---|---|---|");
    var small = operations.stream().collect(partitioningBy(ReadmeOperationsTest::isSmall));
    Stream.concat(rows(small.get(false)).stream(), together(small.get(true)))
        .forEach(row -> lines.add("| `" + row.replaceFirst(" \\| ", "` | ") + " |"));
    lines.add("");
    lines.add(
        "`W` = `/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}`, `R` = the same with `registries/{registry}`, `L` = `/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices`.");
    lines.add("");
    lines.add(
        "Refused with 501: "
            + Unsupported.collections().entrySet().stream()
                .map(entry -> "`%s` (%s)".formatted(entry.getKey(), entry.getValue()))
                .collect(joining(", "))
            + ". Anything else is not found, as on Azure.");
    return String.join("\n", lines) + "\n";
  }

  /** One of many calls of a kind that need no words: a row names them all. */
  private static boolean isSmall(Described call) {
    return call.note().isEmpty() && SMALL.matcher(call.path()).matches();
  }

  private static Stream<String> together(List<Described> calls) {
    var rows = new LinkedHashMap<String, List<String>>();
    calls.stream()
        .collect(groupingBy(Described::path, LinkedHashMap::new, toList()))
        .forEach(
            (path, same) -> {
              var at = path.lastIndexOf('/') + 1;
              var row = " | %s | %s".formatted(methods(same), same.get(0).source());
              rows.computeIfAbsent(path.substring(0, at) + "{names}" + row, r -> new ArrayList<>())
                  .add(path.substring(at));
            });
    return rows.entrySet().stream()
        .map(
            row ->
                row.getKey()
                    .replace(
                        "{names}",
                        row.getValue().size() == 1
                            ? row.getValue().get(0)
                            : "{%s}".formatted(String.join(",", row.getValue()))));
  }

  /** Assets are alike, in workspaces and registries: a row names all collections and places. */
  private static List<String> rows(List<Described> operations) {
    var collections = new LinkedHashMap<String, List<String>>();
    operations.stream()
        .collect(groupingBy(Described::path, LinkedHashMap::new, toList()))
        .forEach(
            (path, same) -> {
              var asset = ASSET.matcher(path);
              var row = " | %s | %s".formatted(methods(same), same.get(0).source());
              if (asset.matches()) {
                collections
                    .computeIfAbsent(
                        asset.group(1) + "/{assets}" + asset.group(3) + row, r -> new ArrayList<>())
                    .add(asset.group(2));
              } else {
                collections.put(path + row, List.of());
              }
            });
    var places = new LinkedHashMap<String, List<String>>();
    collections.forEach(
        (row, names) -> {
          var named =
              row.replace(
                  "{assets}",
                  names.size() == 1 ? names.get(0) : "{%s}".formatted(String.join(",", names)));
          var asset = names.isEmpty() ? named : named.substring(1);
          places
              .computeIfAbsent(asset, r -> new ArrayList<>())
              .add(names.isEmpty() ? "" : named.substring(0, 1));
        });
    return places.entrySet().stream()
        .map(row -> String.join(",", row.getValue()) + row.getKey())
        .toList();
  }

  private static String methods(List<Described> same) {
    return same.stream()
        .map(
            operation ->
                operation.note().isEmpty()
                    ? operation.method()
                    : operation.method() + " (" + operation.note() + ")")
        .collect(joining(", "));
  }
}
