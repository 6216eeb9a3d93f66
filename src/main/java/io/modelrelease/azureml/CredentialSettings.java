package io.modelrelease.azureml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The identity of an environment. Its text form has no secrets.
 *
 * @param kind see there
 * @param tenantId directory of the identity
 * @param clientId application, or user-assigned managed identity
 * @param clientSecret for a client secret
 * @param certificate path of a PEM or PFX file with its private key, for a client certificate
 * @param certificatePassword of a PFX file
 * @param tokenFile path of the federated token, for a workload identity
 */
public record CredentialSettings(
    @DefaultValue("default") Kind kind,
    @DefaultValue Optional<String> tenantId,
    @DefaultValue Optional<String> clientId,
    @DefaultValue Optional<String> clientSecret,
    @DefaultValue Optional<String> certificate,
    @DefaultValue Optional<String> certificatePassword,
    @DefaultValue Optional<String> tokenFile) {
  private static final String TENANT = "tenant-id";
  private static final String CLIENT = "client-id";
  private static final String SECRET = "client-secret";
  private static final String CERTIFICATE = "certificate";
  private static final String PASSWORD = "certificate-password";
  private static final String TOKEN_FILE = "token-file";

  /** Where AKS and other hosts of workload identities say what is not set. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          TENANT, "AZURE_TENANT_ID",
          CLIENT, "AZURE_CLIENT_ID",
          TOKEN_FILE, "AZURE_FEDERATED_TOKEN_FILE");

  /** Kinds of identity, with what each needs and what it may have. */
  public enum Kind {
    /** The emulator's own tokens. */
    EMULATOR(Set.of(), Set.of()),
    /** azure-identity's default chain: the same identity for every environment that has it. */
    DEFAULT(Set.of(), Set.of(TENANT, CLIENT)),
    /** System-assigned, or with a client id user-assigned. */
    MANAGED_IDENTITY(Set.of(), Set.of(CLIENT)),
    WORKLOAD_IDENTITY(Set.of(TENANT, CLIENT, TOKEN_FILE), Set.of()),
    CLIENT_SECRET(Set.of(TENANT, CLIENT, SECRET), Set.of()),
    CLIENT_CERTIFICATE(Set.of(TENANT, CLIENT, CERTIFICATE), Set.of(PASSWORD)),
    /** Whoever is logged in at {@code az}. */
    AZURE_CLI(Set.of(), Set.of(TENANT));

    private final Set<String> needed;
    private final Set<String> possible;

    Kind(Set<String> needed, Set<String> possible) {
      this.needed = needed;
      this.possible = possible;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** An identity of which only the kind is said. */
  static CredentialSettings of(Kind kind) {
    return new CredentialSettings(
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Map<String, String> parts() {
    var parts = new LinkedHashMap<String, String>();
    tenantId.ifPresent(value -> parts.put(TENANT, value));
    clientId.ifPresent(value -> parts.put(CLIENT, value));
    clientSecret.ifPresent(value -> parts.put(SECRET, value));
    certificate.ifPresent(value -> parts.put(CERTIFICATE, value));
    certificatePassword.ifPresent(value -> parts.put(PASSWORD, value));
    tokenFile.ifPresent(value -> parts.put(TOKEN_FILE, value));
    parts.values().removeIf(String::isBlank); // a variable that is there and empty
    return parts;
  }

  /**
   * Adds what is missing or does not fit to the faults.
   *
   * @param variables of the process's environment, where a workload identity's parts may be
   */
  void check(
      String prefix, Addresses addresses, Map<String, String> variables, List<String> faults) {
    var parts = parts();
    for (var name : kind.needed.stream().sorted().toList()) {
      var elsewhere =
          kind == Kind.WORKLOAD_IDENTITY
              && !variables.getOrDefault(ENVIRONMENT.get(name), "").isBlank();
      if (!parts.containsKey(name) && !elsewhere) {
        faults.add(
            "%s.%s is not set; the kind %s needs it.".formatted(prefix, name, kind.key())
                + (kind == Kind.WORKLOAD_IDENTITY
                    ? " The variable %s would do, too.".formatted(ENVIRONMENT.get(name))
                    : ""));
      }
    }
    parts.keySet().stream()
        .filter(name -> !kind.needed.contains(name) && !kind.possible.contains(name))
        .forEach(
            name ->
                faults.add(
                    "%s.%s is set, and the kind %s does not use it: which of them is meant?"
                        .formatted(prefix, name, kind.key())));
    unreadable(prefix, CERTIFICATE, parts, faults);
    unreadable(prefix, TOKEN_FILE, parts, faults);
    if (kind == Kind.EMULATOR && !addresses.local()) {
      faults.add(
          "%s.kind is emulator, and Azure is expected at %s: set managed-identity, workload-identity, client-secret, client-certificate or azure-cli."
              .formatted(prefix, addresses.endpoint()));
    }
    if (kind != Kind.EMULATOR && addresses.local() && !addresses.ownAuthority()) {
      faults.add(
          "%s.kind is %s, and the resource manager is an emulator's (%s): a token of Azure is not sent there. Set kind emulator, or modelrelease.azureml.cloud without an endpoint."
              .formatted(prefix, kind.key(), addresses.endpoint()));
    }
  }

  private static void unreadable(
      String prefix, String name, Map<String, String> parts, List<String> faults) {
    var path = parts.get(name);
    if (path != null && !Files.isReadable(Path.of(path))) {
      faults.add("%s.%s is %s, which cannot be read.".formatted(prefix, name, path));
    }
  }

  @Override
  public String toString() {
    return "%s%s".formatted(kind.key(), clientId.map(id -> " of client " + id).orElse(""));
  }
}
