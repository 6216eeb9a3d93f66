package io.modelrelease.azureml;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names on Azure, derived: what runs twice finds its own work. Limits from Microsoft's
 * documentation ("Manage resources and quotas", "Managed online endpoint limits") and the client's
 * own patterns: endpoints and deployments have 3 to 32 characters, a letter first, then letters,
 * digits and single dashes, no dash last; jobs and assets match {@code
 * ^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$}.
 */
public final class Names {
  private static final int LONGEST_ENDPOINT = 32;
  private static final int LONGEST_JOB = 255;
  private static final int WORKSPACE_HEX = 6;
  private static final int CUT_HEX = 4;

  private Names() {}

  /** Kinds of endpoints. */
  public enum EndpointKind {
    ONLINE,
    BATCH
  }

  /** {@code v007}. */
  public static String deployment(int version) {
    return String.format(Locale.ROOT, "v%03d", version);
  }

  /**
   * Unique in its region by six digits of the workspace's id: {@code
   * credit-risk-prod-online-3f2a9c}, the model cut where that is too long, with a hash of its whole
   * name where it is cut.
   */
  public static String endpoint(
      String model, TargetEnvironment environment, EndpointKind kind, String workspaceGuid) {
    var suffix =
        (environment == TargetEnvironment.PRODUCTION
                ? "-prod"
                : environment == TargetEnvironment.STAGING ? "-stag" : "-dev")
            + (kind == EndpointKind.ONLINE ? "-online-" : "-batch-")
            + workspaceGuid.replace("-", "").substring(0, WORKSPACE_HEX).toLowerCase(Locale.ROOT);
    var name = letters(model);
    var room = LONGEST_ENDPOINT - suffix.length();
    if (name.length() > room || !name.equals(model)) {
      name =
          name.substring(0, Math.min(name.length(), room - CUT_HEX - 1)).replaceFirst("-+$", "")
              + "-"
              + hash(model, CUT_HEX);
    }
    return name + suffix;
  }

  /** What of a name an endpoint may carry; it is part of a host name, where case means nothing. */
  private static String letters(String model) {
    var name =
        model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return name.isEmpty() || !Character.isLetter(name.charAt(0)) ? "m" + name : name;
  }

  /** A job of a step of a release; another round is another job. */
  public static String job(String releaseId, String step, int round) {
    var name = "%s-%s-%d".formatted(releaseId, step, round).replaceAll("[^a-zA-Z0-9_-]", "-");
    return name.length() <= LONGEST_JOB
        ? name
        : name.substring(0, LONGEST_JOB - CUT_HEX * 2 - 1) + "-" + hash(name, CUT_HEX * 2);
  }

  /** An experiment that holds the one job of a step and round. */
  public static String experiment(String releaseId, String step, int round) {
    return job(releaseId, step, round);
  }

  private static String hash(String text, int length) {
    return HexFormat.of()
        .formatHex(ContentDigest.sha256().digest(text.getBytes(StandardCharsets.UTF_8)))
        .substring(0, length);
  }
}
