package io.modelrelease.release;

import java.util.Optional;

/**
 * What somebody asks for at the door, already checked for form.
 *
 * @param model name of the model project
 * @param commit 40 or 64 hex digits; may be absent for a single step only
 * @param author who wrote the commit, an e-mail address or user id; cannot approve
 * @param requestedBy on whose behalf; cannot approve
 * @param caller who is authenticated; cannot approve
 * @param process {@code model-release} or the id of one of its eight steps
 * @param attempt a whole release of the same model and commit is started anew by a higher attempt
 * @param modelVersion the version that a single step works on
 * @param idempotencyKey required for a single step
 * @param archive the uploaded model project, tar.gz; absent: the project known to the server
 * @param devops what the pipeline sent about itself, JSON text
 * @param callback what tells the pipeline's waiting job, sealed; not kept with the release
 * @param keyOwner whose Idempotency-Keys are told apart from those of others: the caller, or all
 *     pipelines together, since the jobs of one run may come with different tokens (the one that
 *     starts with that of Azure DevOps, the one that waits with that of a service connection)
 * @param mayPassFreeze whether a step that writes to production is taken while it is closed
 */
public record StartRequest(
    String model,
    Optional<String> commit,
    Optional<String> author,
    String requestedBy,
    String caller,
    String process,
    int attempt,
    Optional<Integer> modelVersion,
    Optional<String> idempotencyKey,
    Optional<byte[]> archive,
    Optional<String> devops,
    Optional<String> callback,
    String keyOwner,
    boolean mayPassFreeze) {

  public static final String WHOLE_RELEASE = "model-release";

  public boolean isWhole() {
    return process.equals(WHOLE_RELEASE);
  }

  /** A step that writes to production. */
  public boolean isProductionStep() {
    return process.startsWith("prod-");
  }
}
