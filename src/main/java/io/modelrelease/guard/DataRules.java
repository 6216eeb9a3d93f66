package io.modelrelease.guard;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where everything is kept. */
final class DataRules {
  private static final String URL = "spring.datasource.url";
  private static final String USER = "spring.datasource.username";
  private static final String PASSWORD = "spring.datasource.password";

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              URL,
              settings -> !postgresql(settings),
              "releases and their evidence belong into PostgreSQL; H2 is a file for one person on one machine.",
              "Set jdbc:postgresql://HOST/DATABASE."),
          Rule.of(
              USER,
              settings -> settings.missing(USER) || settings.text(USER).equals("sa"),
              "sa is H2's user.",
              "Set one that owns this database alone."),
          Rule.secret(
              PASSWORD,
              settings -> settings.missing(PASSWORD) && !urlHas(settings, "password="),
              "whoever reaches the database would be let in.",
              "Set the user's, by SPRING_DATASOURCE_PASSWORD say."),
          Rule.of(
              "spring.h2.console.enabled",
              settings -> settings.is("spring.h2.console.enabled"),
              "it is a second door to the data.",
              "Leave it out."));

  private DataRules() {}

  static Stream<Rule> rules() {
    return RULES.stream();
  }

  private static boolean postgresql(Settings settings) {
    return settings.text(URL).startsWith("jdbc:postgresql:");
  }

  private static boolean urlHas(Settings settings, String parameter) {
    return postgresql(settings) && settings.text(URL).toLowerCase(Locale.ROOT).contains(parameter);
  }
}
