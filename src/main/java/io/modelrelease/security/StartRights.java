package io.modelrelease.security;

import java.util.Collection;
import java.util.List;

/** Who may start which process, at whichever door. */
public final class StartRights {
  private static final String PRODUCTION = "prod-";

  /** What can be started: the whole release, and its steps. */
  public static final List<String> PROCESSES =
      List.of(
          "model-release",
          "dev-model-training",
          "stage-register-in-staging",
          "stage-online-endpoint",
          "stage-batch-endpoint",
          "stage-model-testing",
          "prod-register-in-production",
          "prod-online-endpoint",
          "prod-batch-endpoint");

  private StartRights() {}

  /** Steps that write to production are for those who operate it, others for those who train. */
  public static boolean mayStart(Collection<String> roles, String process) {
    return PROCESSES.contains(process)
        && (roles.contains(Roles.PIPELINES)
            || roles.contains(Roles.ADMIN)
            || roles.contains(roleFor(process)));
  }

  /** Why somebody may not start a process, a sentence. */
  public static String refusal(String who, String process) {
    return "%s may not start %s: %s, pipelines and admin may."
        .formatted(who, process, roleFor(process).replace('-', ' '));
  }

  /** The people whose business a process is; pipelines and admin may start it too. */
  static String roleFor(String process) {
    return process.startsWith(PRODUCTION) ? Roles.OPERATORS : Roles.DATA_SCIENTISTS;
  }
}
