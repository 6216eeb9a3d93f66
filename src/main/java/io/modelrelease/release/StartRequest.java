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
    Optional<String> callback) {

  public static final String WHOLE_RELEASE = "model-release";
}
