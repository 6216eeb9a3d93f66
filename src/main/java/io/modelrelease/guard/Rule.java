package io.modelrelease.guard;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * What may not be so in production.
 *
 * @param setting its name, or that of several that begin with it
 * @param broken whether it is so
 * @param said what of its value people read
 * @param why it may not be so
 * @param remedy what to set
 */
record Rule(String setting, Predicate<Settings> broken, Said said, String why, String remedy) {

  enum Said {
    VALUE,
    /** Of secrets: no more than whether there is one. */
    WHETHER_SET,
    /** Of several settings. */
    NOTHING
  }

  static Rule of(String setting, Predicate<Settings> broken, String why, String remedy) {
    return new Rule(setting, broken, Said.VALUE, why, remedy);
  }

  static Rule secret(String setting, Predicate<Settings> broken, String why, String remedy) {
    return new Rule(setting, broken, Said.WHETHER_SET, why, remedy);
  }

  static Rule needed(String setting, String why, String remedy) {
    return of(setting, settings -> settings.missing(setting), why, remedy);
  }

  /** The line that people read, where the rule is broken. */
  Optional<String> fault(Settings settings) {
    return broken.test(settings)
        ? Optional.of("%s%s: %s %s".formatted(setting, state(settings), why, remedy))
        : Optional.empty();
  }

  private String state(Settings settings) {
    if (said != Said.NOTHING && settings.missing(setting)) {
      return " is not set";
    }
    return said == Said.VALUE ? " is " + withoutSecrets(settings.text(setting)) : "";
  }

  /** Addresses may hold a password before the host, or in parameters. */
  private static String withoutSecrets(String value) {
    return value.replaceFirst("//[^/@]*@", "//").replaceFirst("[?;].*", "");
  }
}
