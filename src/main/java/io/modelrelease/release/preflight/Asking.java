package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.Sentence;
import java.util.Optional;

/** Asks Azure as an environment's identity; what goes wrong with that is a finding. */
final class Asking {
  private Asking() {}

  /**
   * @param what is looked at, for the middle of a sentence
   * @param look asks Azure
   * @return nothing when it was answered
   */
  static Optional<Finding> about(Workspace workspace, String what, Runnable look) {
    try {
      look.run();
      return Optional.empty();
    } catch (AzureException e) {
      return Optional.of(finding(workspace, what, e));
    }
  }

  static Finding finding(Workspace workspace, String what, AzureException failure) {
    var where = workspace.environment().key();
    if (MissingRight.isRefusal(failure)) {
      return MissingRight.of(workspace, what, failure);
    }
    if (failure.kind() != AzureException.Kind.REJECTED) {
      return Finding.unseen(
          where,
          "There is no way to %s as %s: %s: %s"
              .formatted(
                  what, workspace.identity(), failure.code(), Sentence.closed(failure.words())),
          "Is the address right, is the network open to it (firewall, private endpoint), is Azure"
              + " well? It is looked at again by itself.");
    }
    if (failure.status() == 404) {
      return Finding.refuse(
          where,
          "Azure does not find %s: %s".formatted(what, Sentence.closed(failure.words())),
          "Correct modelrelease.environments.%s, or create it; then release again with a higher attempt."
              .formatted(where));
    }
    return Finding.refuse(
        where,
        "Azure does not show %s: %s: %s"
            .formatted(what, failure.code(), Sentence.closed(failure.words())),
        Sentence.closed(failure.nextStep()));
  }
}
