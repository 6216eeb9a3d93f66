package io.modelrelease.release;

/** Every process variable, once. */
public final class Variables {
  /** Name of the call that changes Azure, lower camel case; passed by a call activity. */
  public static final Variable<String> OPERATION = new Variable<>("operation", String.class);

  /** dev, staging or production; passed by a call activity. */
  public static final Variable<String> ENVIRONMENT = new Variable<>("environment", String.class);

  /** What the last begin or read of an operation said; read by the gateway behind it. */
  public static final Variable<String> OPERATION_STATE =
      new Variable<>("operationState", String.class);

  /** retry, wait, repair or stop, from the own value of the task that was completed last. */
  public static final Variable<String> OPERATOR_DECISION =
      new Variable<>("operatorDecision", String.class);

  /** For people who look; the ledger has the truth. */
  public static final Variable<String> MODEL = new Variable<>("model", String.class);

  /** For people who look; the ledger has the truth. */
  public static final Variable<Integer> MODEL_VERSION =
      new Variable<>("modelVersion", Integer.class);

  public static final Variable<Boolean> PRE_FLIGHT_PASSED = flag("preFlightPassed");
  public static final Variable<Boolean> QUALITY_GATE_PASSED = flag("qualityGatePassed");
  public static final Variable<Boolean> STAGING_GATE_PASSED = flag("stagingGatePassed");
  public static final Variable<Boolean> SAME_BYTES = flag("sameBytes");
  public static final Variable<Boolean> APPROVED_FOR_PRODUCTION = flag("approvedForProduction");
  public static final Variable<Boolean> DEPLOYMENT_VERIFIED = flag("deploymentVerified");
  public static final Variable<Boolean> TRAFFIC_VERIFIED = flag("trafficVerified");
  public static final Variable<Boolean> DEFAULT_VERIFIED = flag("defaultVerified");
  public static final Variable<Boolean> PRODUCTION_VERIFIED = flag("productionVerified");
  public static final Variable<Boolean> UNDONE = flag("undone");
  public static final Variable<Boolean> PRODUCTION_OPEN = flag("productionOpen");

  /** When a release that waits for production to open looks at the table again, ISO 8601. */
  public static final Variable<String> LOOKS_AGAIN_AT =
      new Variable<>("looksAgainAt", String.class);

  /** Who asked to stop it; for people who look, and for the engine's log. */
  public static final Variable<String> STOP_ASKED_BY = new Variable<>("stopAskedBy", String.class);

  /** How many people must approve. */
  public static final Variable<Integer> APPROVALS = new Variable<>("approvals", Integer.class);

  /** Whose task the approval is. */
  public static final Variable<String> APPROVER_GROUP =
      new Variable<>("approverGroup", String.class);

  /** When the approval is overdue, ISO 8601. */
  public static final Variable<String> APPROVAL_DUE = new Variable<>("approvalDue", String.class);

  /** What a person typed into a task; task-local. */
  public static final Variable<String> DECISION = new Variable<>("decision", String.class);

  private Variables() {}

  private static Variable<Boolean> flag(String name) {
    return new Variable<>(name, Boolean.class);
  }
}
