package io.modelrelease.release.approval;

import io.modelrelease.ledger.ApprovalRecord;
import io.modelrelease.ledger.Approvals;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.security.FourEyes;
import io.modelrelease.security.People;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Neither who asked for a release, nor who called for them, nor the author of the commit approves
 * it, and nobody twice. People are matched by user id or by e-mail address, ignoring case.
 */
@Component
class LedgerFourEyes implements FourEyes {
  private final Ledger ledger;
  private final Approvals approvals;
  private final People people;

  LedgerFourEyes(Ledger ledger, Approvals approvals, People people) {
    this.ledger = ledger;
    this.approvals = approvals;
    this.people = people;
  }

  @Override
  public Optional<String> objection(String releaseId, String taskId, String userId) {
    var release = ledger.find(releaseId);
    if (release.isEmpty()) {
      return Optional.of(
          "The ledger knows no release %s: it cannot be approved.".formatted(releaseId));
    }
    if (askedFor(release.get(), userId)) {
      return Optional.of(
          "You asked for this release or wrote its commit: somebody else has to approve it.");
    }
    if (approvals.of(releaseId).stream().map(ApprovalRecord::person).anyMatch(userId::equals)) {
      return Optional.of("You have decided on this release already: somebody else has to.");
    }
    return Optional.empty();
  }

  private boolean askedFor(ReleaseRecord release, String userId) {
    var email = people.emailOf(userId);
    return Stream.of(
            Optional.of(release.requestedBy()), Optional.of(release.caller()), release.author())
        .flatMap(Optional::stream)
        .anyMatch(
            name ->
                name.equalsIgnoreCase(userId) || email.filter(name::equalsIgnoreCase).isPresent());
  }
}
