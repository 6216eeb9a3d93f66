package io.modelrelease.devops;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The addresses that a token may be sent to. An address from outside is compared with them part by
 * part, and goes on only as it was understood here: no user, no query, no percent sign, no dots for
 * a folder, the very host and port.
 */
final class Organizations {
  static final String SETTING = "modelrelease.devops.organizations";

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern BELOW = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*/)*");

  /** A project by name or id, and the page of a run: what Azure DevOps' links to runs are. */
  private static final Pattern RUN =
      Pattern.compile(
          "(?<collection>https?://[^?#]+?/)(?<project>[^/?#]+)/_build/results\\?(?:[^#]*&)?buildId=(?<build>\\d{1,9})(?:[&#].*)?");

  private static final Pattern PROJECT =
      Pattern.compile(
          "(?!\\.)(?:[A-Za-z0-9._~()!$'-]|%[2-7a-fA-F][0-9a-fA-F]|%[cCdDeEfF][0-9a-fA-F]|%[89abAB][0-9a-fA-F])+");
  private static final Pattern HIDDEN = Pattern.compile("%2[eEfF]|%5[cC]|%[01].|%7[fF]|%3[aA]|%25");

  private final List<URI> allowed;

  /**
   * @param httpOnThisMachine plain http is for an Azure DevOps of tests
   * @throws IllegalStateException with all that is wrong with the setting, a line each
   */
  Organizations(List<String> configured, boolean httpOnThisMachine) {
    var faults = new ArrayList<String>();
    var read = new ArrayList<URI>();
    for (var text : configured) {
      if (!text.isBlank()) {
        read(text.strip(), httpOnThisMachine, faults).ifPresent(read::add);
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "Azure DevOps cannot be used as it is set:\n- " + String.join("\n- ", faults));
    }
    allowed = List.copyOf(read);
  }

  private static Optional<URI> read(String text, boolean httpOnThisMachine, List<String> faults) {
    var address = parsed(text.endsWith("/") ? text : text + "/");
    var why =
        address
            .map(
                uri ->
                    !secure(uri, httpOnThisMachine)
                        ? "is not https"
                        : uri.getHost().equalsIgnoreCase("dev.azure.com")
                                && uri.getRawPath().equals("/")
                            ? "names no organization: everybody's organizations are below it"
                            : "")
            .orElse("is no plain address");
    if (!why.isEmpty()) {
      faults.add(
          "%s has %s, which %s; expected something like https://dev.azure.com/contoso/."
              .formatted(SETTING, text, why));
      return Optional.empty();
    }
    return address;
  }

  private static boolean secure(URI uri, boolean httpOnThisMachine) {
    return uri.getScheme().equalsIgnoreCase("https")
        || (httpOnThisMachine && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)));
  }

  /** Scheme, host, port and a plain path with a slash at its end; nothing else. */
  private static Optional<URI> parsed(String text) {
    try {
      var uri = new URI(text);
      var plain =
          uri.getScheme() != null
              && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?")
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && BELOW.matcher(uri.getRawPath().replaceFirst("^/", "")).matches();
      return plain ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  boolean none() {
    return allowed.isEmpty();
  }

  /** All are on this machine. */
  boolean local() {
    return allowed.stream()
        .allMatch(uri -> LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)));
  }

  String listed() {
    return String.join(", ", allowed.stream().map(URI::toString).toList());
  }

  /** The collection that an address names, if it is an allowed one or below it. */
  Optional<URI> collection(String text) {
    return parsed(text.endsWith("/") ? text : text + "/")
        .filter(uri -> allowed.stream().anyMatch(organization -> isBelow(organization, uri)));
  }

  private static boolean isBelow(URI organization, URI uri) {
    return organization.getScheme().equalsIgnoreCase(uri.getScheme())
        && organization.getHost().equalsIgnoreCase(uri.getHost())
        && port(organization) == port(uri)
        && path(uri).startsWith(path(organization));
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static String path(URI uri) {
    return uri.getRawPath().toLowerCase(Locale.ROOT);
  }

  /** The run that the address of its page names, if it is one of an allowed organization. */
  Optional<Run> run(String page) {
    var parts = RUN.matcher(page);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var project = parts.group("project");
    if (!PROJECT.matcher(project).matches() || HIDDEN.matcher(project).find()) {
      return Optional.empty();
    }
    return collection(parts.group("collection"))
        .map(where -> new Run(where, project, Integer.parseInt(parts.group("build"))));
  }

  /**
   * A pipeline run.
   *
   * @param project as a part of a path
   */
  record Run(URI collection, String project, int buildId) {
    String page() {
      return "%s%s/_build/results?buildId=%d".formatted(collection, project, buildId);
    }

    /** An address of the REST API of its project. */
    URI api(String path) {
      return collection.resolve(project + "/_apis/" + path);
    }
  }
}
