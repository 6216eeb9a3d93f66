package io.modelrelease.project;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The packages that a conda file or a requirements file lists, by their normalized names (PEP 503);
 * what they bring with them is not known.
 */
public final class PythonPackages {
  private static final Pattern REQUIREMENT =
      Pattern.compile("^(?:[\\w-]+::)?([A-Za-z0-9][A-Za-z0-9._-]*)(?:\\[[^]]*])?\\s*(.*)$");
  private static final Pattern EXACT = Pattern.compile("^={1,3}\\s*([^\\s,;=]+).*");

  /** Name to exact version, which is empty where none is said. */
  private final Map<String, String> versions = new TreeMap<>();

  private PythonPackages() {}

  /**
   * Of a conda file.
   *
   * @param files reads what it includes by {@code -r}, by its path beside it
   * @return empty where this is no YAML, or lists nothing
   */
  public static Optional<PythonPackages> ofConda(
      String yaml, Function<String, Optional<String>> files) {
    Object document;
    try {
      document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
    if (document instanceof Map<?, ?> conda
        && conda.get("dependencies") instanceof List<?> listed) {
      var packages = new PythonPackages();
      listed.forEach(entry -> packages.add(entry, files));
      return Optional.of(packages);
    }
    return Optional.empty();
  }

  /** Of a requirements file of pip. */
  public static PythonPackages ofRequirements(String text) {
    var packages = new PythonPackages();
    text.lines().forEach(line -> packages.addLine(line, file -> Optional.empty()));
    return packages;
  }

  private void add(Object entry, Function<String, Optional<String>> files) {
    if (entry instanceof Map<?, ?> pip && pip.get("pip") instanceof List<?> listed) {
      listed.forEach(line -> addLine(String.valueOf(line), files));
    } else if (entry instanceof String line) {
      addLine(line, files);
    }
  }

  private void addLine(String line, Function<String, Optional<String>> files) {
    var text = line.replaceFirst("(^|\\s)#.*", "").strip();
    if (text.startsWith("-r ") || text.startsWith("--requirement ")) {
      files
          .apply(text.replaceFirst("\\S+\\s+", "").replaceFirst("^[.]/", ""))
          .ifPresent(included -> included.lines().forEach(one -> addLine(one, files)));
      return;
    }
    if (text.contains("://") && !text.contains(" @ ")) {
      var egg = text.replaceFirst(".*#egg=", "");
      text = egg.equals(text) ? "" : egg;
    }
    var requirement = REQUIREMENT.matcher(text);
    if (requirement.matches()) {
      var exact = EXACT.matcher(requirement.group(2));
      versions.put(normal(requirement.group(1)), exact.matches() ? exact.group(1) : "");
    }
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  /** One of them is listed. */
  public boolean hasOneOf(List<String> names) {
    return names.stream().map(PythonPackages::normal).anyMatch(versions::containsKey);
  }

  /** A name that begins so is listed. */
  public boolean hasOneThatBeginsWith(String start) {
    return versions.keySet().stream().anyMatch(name -> name.startsWith(normal(start)));
  }

  /**
   * The version that is asked for exactly; empty where any will do, or the package is not listed.
   */
  public Optional<String> exactVersion(String name) {
    return Optional.ofNullable(versions.get(normal(name))).filter(version -> !version.isEmpty());
  }
}
