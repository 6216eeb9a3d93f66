package io.modelrelease.security;

import java.util.Set;

/** The groups of people, and the pipelines; as authorities and as groups of the engine. */
public final class Roles {
  /** Start releases and read why one was refused. */
  public static final String DATA_SCIENTISTS = "data-scientists";

  /** Say yes or no to production; the only ones who do. */
  public static final String APPROVERS = "approvers";

  /** See every release in Cockpit, repair, retry and stop. */
  public static final String OPERATORS = "operators";

  /** Users, groups, gate tables; may delete an instance. The engine's own name for them. */
  public static final String ADMIN = "camunda-admin";

  /** Start releases with a token, for somebody. */
  public static final String PIPELINES = "pipelines";

  /** Ask whether a release would start, and start nothing: what a run for a pull request may. */
  public static final String CHECKS = "checks";

  static final Set<String> OF_PEOPLE = Set.of(DATA_SCIENTISTS, APPROVERS, OPERATORS, ADMIN);

  /** What a token may be given: never an approval, never administration. */
  static final Set<String> OF_TOKENS = Set.of(PIPELINES, DATA_SCIENTISTS, OPERATORS);

  /** All but {@link #CHECKS}: who may look at releases. */
  static String[] readers() {
    return new String[] {DATA_SCIENTISTS, APPROVERS, OPERATORS, ADMIN, PIPELINES};
  }

  private Roles() {}
}
