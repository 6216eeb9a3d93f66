package io.modelrelease.guard;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the outside reaches, and how. */
final class OutsideRules {
  private static final String PUBLIC_URL = "modelrelease.public-url";
  private static final String FORWARDED = "server.forward-headers-strategy";
  private static final String COOKIE = "server.servlet.session.cookie.";
  private static final String EXPOSED = "management.endpoints.web.exposure.include";

  /** What shows settings or memory, or changes how the application runs. */
  private static final Set<String> TELLING =
      Set.of("*", "env", "configprops", "heapdump", "threaddump", "loggers", "shutdown", "beans");

  private static final List<String> TLS =
      List.of("server.ssl.bundle", "server.ssl.key-store", "server.ssl.certificate");

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              PUBLIC_URL,
              settings -> !publicUrl(settings),
              "people and Azure DevOps are sent there, with passwords and tokens.",
              "Set the https address that they reach this application at."),
          Rule.of(
              FORWARDED,
              settings -> !tls(settings) && !forwarded(settings),
              "plain http would be all that the application knows of, with links and cookies to match.",
              "Leave it at native behind a proxy that ends TLS, or give the application a certificate (server.ssl.bundle)."),
          Rule.of(
              COOKIE + "secure",
              settings -> !settings.is(COOKIE + "secure"),
              "the session would travel over plain http.",
              "Leave it out, or set true."),
          Rule.of(
              COOKIE + "http-only",
              settings -> settings.text(COOKIE + "http-only").equalsIgnoreCase("false"),
              "scripts could read the session.",
              "Leave it out."),
          Rule.of(
              COOKIE + "same-site",
              settings -> settings.text(COOKIE + "same-site").equalsIgnoreCase("none"),
              "other sites could use the session.",
              "Leave it out."),
          Rule.of(
              "camunda.bpm.authorization.enabled",
              settings ->
                  settings.text("camunda.bpm.authorization.enabled").equalsIgnoreCase("false"),
              "everybody could do everything in the engine.",
              "Leave it out."),
          Rule.of(
              "server.error.include-stacktrace",
              settings ->
                  settings.text("server.error.include-stacktrace").equalsIgnoreCase("always"),
              "errors would show how the application is made.",
              "Leave it out."));

  private OutsideRules() {}

  static Stream<Rule> of(Settings settings) {
    return Stream.concat(RULES.stream(), settings.partsOf(EXPOSED).map(OutsideRules::exposed));
  }

  private static Rule exposed(String name) {
    return Rule.of(
        name,
        settings -> settings.texts(name).anyMatch(TELLING::contains),
        "it shows settings or memory, or steers the application.",
        "Leave it at health,info,prometheus.");
  }

  private static boolean publicUrl(Settings settings) {
    return settings.https(PUBLIC_URL)
        && settings.host(PUBLIC_URL).filter(host -> !Settings.isThisMachine(host)).isPresent();
  }

  private static boolean tls(Settings settings) {
    return !settings.text("server.ssl.enabled").equalsIgnoreCase("false")
        && TLS.stream().anyMatch(setting -> !settings.missing(setting));
  }

  private static boolean forwarded(Settings settings) {
    return settings.text(FORWARDED).equalsIgnoreCase("native")
        || settings.text(FORWARDED).equalsIgnoreCase("framework");
  }
}
