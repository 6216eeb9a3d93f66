package io.modelrelease.emulator;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.emulator.arm.Operation;
import io.modelrelease.emulator.arm.Unsupported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's table of what the emulator's resource manager answers is made of what its router
 * goes by. {@code -Dreadme.write=true} writes it anew.
 */
class ReadmeOperationsTest {
  private static final Path README = Path.of("README.md");
  private static final String BEGIN =
      "<!-- emulator operations: made by ReadmeOperationsTest, -Dreadme.write=true -->\n";
  private static final Pattern ASSET =
      Pattern.compile("([WR])/(data|environments|models|codes|components)(/.*|)");
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

  private static String table(List<Operation> operations) {
    var lines = new ArrayList<String>();
    lines.add("| path | methods | source |");
    lines.add("|---|---|---|");
    rows(operations).forEach(row -> lines.add("| `" + row.replaceFirst(" \\| ", "` | ") + " |"));
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

  /** Assets are alike, in workspaces and registries: a row names all collections and places. */
  private static List<String> rows(List<Operation> operations) {
    var collections = new LinkedHashMap<String, List<String>>();
    operations.stream()
        .collect(groupingBy(Operation::path, LinkedHashMap::new, toList()))
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

  private static String methods(List<Operation> same) {
    return same.stream()
        .map(
            operation ->
                operation.note().isEmpty()
                    ? operation.method()
                    : operation.method() + " (" + operation.note() + ")")
        .collect(joining(", "));
  }
}
