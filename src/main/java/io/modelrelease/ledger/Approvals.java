package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.text;
import static io.modelrelease.ledger.Rows.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who said yes or no to which bytes. */
@Repository
public class Approvals {
  private final JdbcClient jdbc;
  private final Versions versions;

  Approvals(JdbcClient jdbc, Versions versions) {
    this.jdbc = jdbc;
    this.versions = versions;
  }

  /**
   * @throws org.springframework.dao.DuplicateKeyException when this person has decided already
   */
  public void decided(ApprovalRecord approval) {
    jdbc.sql(
            """
            insert into mr_approval (release_id, person, model, version, digest, decision, reason,
              decided_at)
            values (:release, :person, :model, :version, :digest, :decision, :reason, :at)""")
        .param("release", approval.releaseId())
        .param("person", approval.person())
        .param("model", approval.model())
        .param("version", approval.version())
        .param("digest", approval.digest())
        .param("decision", approval.decision())
        .param("reason", approval.reason().orElse(null))
        .param("at", time(approval.decidedAt()))
        .update();
  }

  public List<ApprovalRecord> of(String releaseId) {
    return jdbc.sql("select * from mr_approval where release_id = :release order by decided_at")
        .param("release", releaseId)
        .query(Approvals::row)
        .list();
  }

  /**
   * Enough people approved these bytes of this version, in the release that trained it, and nobody
   * said no. It is the one question that stands before every write to production.
   */
  public boolean approved(String model, int version, String digest) {
    var candidate = versions.find(model, version);
    if (candidate.isEmpty()
        || candidate.get().approvalsNeeded().isEmpty()
        || !candidate.get().digest().equals(Optional.of(digest))) {
      return false;
    }
    var decisions = of(candidate.get().releaseId());
    var approving =
        decisions.stream()
            .filter(ApprovalRecord::approves)
            .filter(approval -> approval.version() == version && approval.model().equals(model))
            .filter(approval -> approval.digest().equals(digest))
            .map(ApprovalRecord::person)
            .distinct()
            .count();
    return decisions.stream().allMatch(ApprovalRecord::approves)
        && approving >= Math.max(1, candidate.get().approvalsNeeded().getAsInt());
  }

  private static ApprovalRecord row(ResultSet row, int number) throws SQLException {
    return new ApprovalRecord(
        row.getString("release_id"),
        row.getString("person"),
        row.getString("model"),
        row.getInt("version"),
        row.getString("digest"),
        row.getString("decision"),
        text(row, "reason"),
        Rows.instant(row, "decided_at"));
  }
}
