package io.modelrelease.project;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * What a command names must be there ({@code ${{inputs.data}}}): Microsoft's client looks at the
 * inputs of jobs, and at all that a component's command names.
 */
final class Placeholders {
  private static final String INPUTS = "inputs";
  private static final String OUTPUTS = "outputs";
  private static final Pattern NAMED =
      Pattern.compile("\\$\\{\\{\\s{0,20}(?:([\\w-]{1,255})\\.)?([\\w.-]{1,255})\\s{0,20}}}");

  /** Fields of a component that its command may name, too. */
  private static final Set<String> FIELDS =
      Set.of("name", "version", "display_name", "description", "type", "environment", "code");

  private Placeholders() {}

  /** Of a job: the client leaves its outputs, which may be default ones, to the service. */
  static void ofJob(Value file, Value command) {
    var known = names(file, INPUTS);
    each(
        command,
        (kind, name) -> {
          if (kind.equals(INPUTS) && isUnknown(name, known)) {
            command.fault("the job has no inputs." + Paths.shown(name));
          }
        });
  }

  /** Of a component, or of a step that is written without one. */
  static void ofComponent(Value document) {
    document
        .find("command")
        .filter(Value::isText)
        .ifPresent(
            command -> {
              var inputs = names(document, INPUTS);
              var outputs = names(document, OUTPUTS);
              each(
                  command,
                  (kind, name) -> {
                    var unknown =
                        switch (kind) {
                          case INPUTS -> isUnknown(name, inputs);
                          case OUTPUTS -> isUnknown(name, outputs);
                          default -> !FIELDS.contains(kind.isEmpty() ? name : kind);
                        };
                    if (unknown) {
                      command.fault(
                          "the component has no %s%s"
                              .formatted(kind.isEmpty() ? "" : kind + ".", Paths.shown(name)));
                    }
                  });
            });
  }

  private static void each(Value command, BiConsumer<String, String> check) {
    var named = NAMED.matcher(command.text().orElse(""));
    while (named.find()) {
      check.accept(named.group(1) == null ? "" : named.group(1), named.group(2));
    }
  }

  /** The rest of {@code data.path} is a field of the input. */
  private static boolean isUnknown(String name, Collection<String> known) {
    return known.stream().noneMatch(one -> name.equals(one) || name.startsWith(one + "."));
  }

  private static Collection<String> names(Value file, String ports) {
    return file.find(ports)
        .filter(Value::isMapping)
        .map(found -> List.copyOf(found.mapping().keySet()))
        .orElse(List.of());
  }
}
