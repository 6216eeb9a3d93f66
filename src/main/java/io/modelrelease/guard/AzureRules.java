package io.modelrelease.guard;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** What releases are made on, and who is told of them. */
final class AzureRules {
  private static final String EMBEDDED = "modelrelease.emulator.embedded";
  private static final String COMMANDS = "modelrelease.emulator.commands";
  private static final String ENDPOINT = "modelrelease.azureml.endpoint";
  private static final String CLOUD = "modelrelease.azureml.cloud";
  private static final String AUTHORITY = "modelrelease.azureml.authority";
  private static final String ORGANIZATIONS = "modelrelease.devops.organizations";
  private static final String KEY = "modelrelease.devops.encryption-key";
  private static final int KEY_BYTES = 32;
  private static final String NO_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "spring.profiles.active",
              settings -> !settings.profile("azure"),
              "without the profile azure the emulator's haste holds: a new version would bake for seconds.",
              "Add azure."),
          Rule.of(
              EMBEDDED,
              settings -> !settings.text(EMBEDDED).equalsIgnoreCase("false"),
              "releases would go to the emulator inside, and to no real endpoint.",
              "Set false; the profile azure does."),
          Rule.of(
              COMMANDS,
              settings -> settings.text(COMMANDS).equalsIgnoreCase("any"),
              "jobs would run any command with the rights of this application.",
              "Leave it out."),
          Rule.of(
              "modelrelease.demo",
              settings -> settings.is("modelrelease.demo"),
              "the first start would release a sample model.",
              "Set false."),
          Rule.of(
              ENDPOINT,
              AzureRules::noAzure,
              "it is none of Azure's, so an emulator or somebody's proxy would get the tokens.",
              "Leave it out and set %s=public, us-government or china.".formatted(CLOUD)),
          Rule.of(
              CLOUD,
              settings -> settings.missing(CLOUD) && settings.missing(ENDPOINT),
              "an emulator on this machine would be taken for Azure.",
              "Set public, us-government or china; the profile azure does."),
          Rule.of(
              AUTHORITY,
              settings -> settings.unsafe(AUTHORITY),
              "tokens are asked for there.",
              "Leave it out, or set an address with https."),
          Rule.of(
              "modelrelease.devops.credential.kind",
              settings ->
                  settings.text("modelrelease.devops.credential.kind").equalsIgnoreCase("emulator"),
              "Azure DevOps takes no token of the emulator.",
              "Leave the credential out, or set managed-identity, workload-identity, client-secret or client-certificate."),
          Rule.secret(
              KEY,
              settings -> connected(settings) && settings.missing(KEY),
              "run tokens of Azure DevOps are kept under it, on every node the same.",
              "Set base64 of 32 random bytes: openssl rand -base64 32."),
          Rule.secret(
              KEY,
              settings -> !settings.missing(KEY) && !key(settings.text(KEY)),
              "it is not base64 of 32 bytes that differ.",
              "Set one: openssl rand -base64 32."));

  private AzureRules() {}

  static Stream<Rule> of(Settings settings) {
    return Stream.of(
            RULES.stream(),
            Stream.of("dev", "staging", "production").map(name -> environment(settings, name)),
            organizations(settings))
        .flatMap(rules -> rules);
  }

  private static boolean noAzure(Settings settings) {
    if (settings.missing(ENDPOINT)) {
      return false;
    }
    var proxyOfOnesOwn = !settings.missing(CLOUD);
    var known = settings.host(ENDPOINT).filter(host -> host.startsWith("management.")).isPresent();
    return !settings.https(ENDPOINT)
        || settings.host(ENDPOINT).filter(Settings::isThisMachine).isPresent()
        || !known && !proxyOfOnesOwn;
  }

  private static Rule environment(Settings settings, String name) {
    var prefix = "modelrelease.environments.%s.".formatted(name);
    var wrong = new ArrayList<String>();
    var fields = new ArrayList<>(List.of("subscription", "resource-group", "workspace"));
    if (!name.equals("dev")) {
      fields.add("registry");
    }
    fields.stream().filter(field -> settings.missing(prefix + field)).forEach(wrong::add);
    if (settings.text(prefix + "subscription").equals(NO_SUBSCRIPTION)) {
      wrong.add("subscription");
    }
    if (settings.text(prefix + "credential.kind").equalsIgnoreCase("emulator")) {
      wrong.add("credential.kind");
    }
    return new Rule(
        prefix + "*",
        asked -> !wrong.isEmpty(),
        Rule.Said.NOTHING,
        "not set, or the emulator's: %s.".formatted(String.join(", ", wrong)),
        "Set what is on Azure, and credential.kind=managed-identity, workload-identity, client-secret or client-certificate.");
  }

  private static boolean connected(Settings settings) {
    return organizations(settings).findAny().isPresent();
  }

  private static Stream<Rule> organizations(Settings settings) {
    return settings
        .partsOf(ORGANIZATIONS)
        .map(
            name ->
                Rule.of(
                    name,
                    asked -> !asked.texts(name).allMatch(address -> address.startsWith("https://")),
                    "run tokens are sent there.",
                    "Set an address with https, https://dev.azure.com/ORGANIZATION/ say."));
  }

  private static boolean key(String text) {
    try {
      var bytes = Base64.getDecoder().decode(text);
      for (var value : bytes) {
        if (value != bytes[0]) {
          return bytes.length == KEY_BYTES;
        }
      }
      return false;
    } catch (IllegalArgumentException noBase64) {
      return false;
    }
  }
}
