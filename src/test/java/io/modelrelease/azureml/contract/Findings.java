package io.modelrelease.azureml.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What was asked, what was expected, what was found; a difference stops nothing. */
final class Findings {

  /** One fact. */
  record Finding(String fact, String source, String expected, String found, boolean same) {
    @Override
    public String toString() {
      return "%s: expected %s, found %s (%s)".formatted(fact, expected, found, source);
    }
  }

  private final List<Finding> all = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  /** A value that has to be equal. */
  <T> void same(String fact, String source, T expected, Supplier<T> found) {
    look(fact, source, String.valueOf(expected), found, value -> Objects.equals(value, expected));
  }

  /** Text that has to match all over; an expression in words of its own. */
  void like(String fact, String source, String pattern, Supplier<String> found) {
    look(
        fact,
        source,
        "like " + pattern,
        found,
        value -> value != null && value.matches("(?s)" + pattern));
  }

  void holds(String fact, String source, Supplier<Boolean> found) {
    same(fact, source, true, found);
  }

  private <T> void look(
      String fact,
      String source,
      String expected,
      Supplier<T> found,
      java.util.function.Predicate<T> same) {
    try {
      var value = found.get();
      all.add(
          new Finding(fact, source, expected, shortened(String.valueOf(value)), same.test(value)));
    } catch (RuntimeException e) {
      all.add(new Finding(fact, source, expected, shortened(e.toString()), false));
    }
  }

  private static String shortened(String text) {
    var line = text.replaceAll("\\s+", " ");
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }

  /** A part whose first step went wrong: its facts are not asked. */
  void part(String name, Runnable facts) {
    try {
      facts.run();
    } catch (RuntimeException e) {
      all.add(
          new Finding(name + " as a whole", "", "to go through", shortened(e.toString()), false));
    }
  }

  void leftOut(String why) {
    left.add(why);
  }

  List<Finding> differences() {
    return all.stream().filter(finding -> !finding.same()).toList();
  }

  int size() {
    return all.size();
  }

  /** {@code target/azure-contract.md}. */
  void write(String where, Path page) {
    var text = new StringBuilder();
    text.append("# Azure ML contract, asked of ").append(where).append("\n\n");
    text.append("%d facts, %d differ.%n%n".formatted(all.size(), differences().size()));
    left.forEach(why -> text.append("Left out: ").append(why).append('\n'));
    text.append("\n## What differs\n\n");
    table(text, differences());
    text.append("\n## All\n\n");
    table(text, all);
    try {
      Files.createDirectories(page.toAbsolutePath().getParent());
      Files.writeString(page, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void table(StringBuilder text, List<Finding> findings) {
    text.append("| fact | expected | found | source |\n|---|---|---|---|\n");
    for (var one : findings) {
      text.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  cell(one.fact()), cell(one.expected()), cell(one.found()), cell(one.source())));
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
