package io.modelrelease.ledger;

import static io.modelrelease.ledger.Rows.integer;
import static io.modelrelease.ledger.Rows.text;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The candidates, one row for each version of a model. */
@Repository
public class Versions {
  private final JdbcClient jdbc;

  Versions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The highest number ever given to a version of this model here, 0 when none was. */
  public int highest(String model) {
    return jdbc.sql("select coalesce(max(version), 0) from mr_version where model = :model")
        .param("model", model)
        .query(Integer.class)
        .single();
  }

  /**
   * Gives a number to a release.
   *
   * @throws org.springframework.dao.DuplicateKeyException when another release was given it
   */
  public void allocate(String model, int version, String releaseId, String projectDigest) {
    jdbc.sql(
            """
            insert into mr_version (model, version, release_id, project_digest)
            values (:model, :version, :release, :project)""")
        .param("model", model)
        .param("version", version)
        .param("release", releaseId)
        .param("project", projectDigest)
        .update();
  }

  /**
   * Gives a release's candidate another number, as its own was taken in the workspace meanwhile.
   *
   * @throws org.springframework.dao.DuplicateKeyException when another release was given it
   */
  public void renumber(String model, int version, int another, String releaseId) {
    jdbc.sql(
            """
            update mr_version set version = :another
            where model = :model and version = :version and release_id = :release""")
        .param("another", another)
        .param("model", model)
        .param("version", version)
        .param("release", releaseId)
        .update();
    jdbc.sql("update mr_release set model_version = :another where id = :release")
        .param("another", another)
        .param("release", releaseId)
        .update();
  }

  public Optional<VersionRecord> find(String model, int version) {
    return jdbc.sql("select * from mr_version where model = :model and version = :version")
        .param("model", model)
        .param("version", version)
        .query(Versions::row)
        .optional();
  }

  /** The candidate of a release, which must exist. */
  public VersionRecord of(ReleaseRecord release) {
    return find(release.model(), release.modelVersion())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The ledger knows no version "
                        + release.modelVersion()
                        + " of "
                        + release.model()));
  }

  /** Fixes the bytes of a candidate; a second, different digest is refused. */
  public void fixDigest(String model, int version, String digest, int files, long bytes) {
    var changed =
        jdbc.sql(
                """
                update mr_version set digest = :digest, digest_files = :files, digest_bytes = :bytes
                where model = :model and version = :version and (digest is null or digest = :digest)""")
            .param("digest", digest)
            .param("files", files)
            .param("bytes", bytes)
            .param("model", model)
            .param("version", version)
            .update();
    if (changed != 1) {
      throw new IllegalStateException(
          "The bytes of %s version %d are fixed already and others than %s"
              .formatted(model, version, digest));
    }
  }

  /** Keeps the candidate's answers; the first ones stand. */
  public void fingerprint(String model, int version, String csv, String from) {
    jdbc.sql(
            """
            update mr_version set fingerprint = :csv, fingerprint_from = :from
            where model = :model and version = :version and fingerprint is null""")
        .param("csv", csv)
        .param("from", from)
        .param("model", model)
        .param("version", version)
        .update();
  }

  public void compared(String model, int version, String comparison, OptionalInt champion) {
    jdbc.sql(
            """
            update mr_version set comparison = :comparison, champion = :champion
            where model = :model and version = :version""")
        .param("comparison", comparison)
        .param("champion", Rows.orNull(champion))
        .param("model", model)
        .param("version", version)
        .update();
  }

  public void needsApprovals(String model, int version, int count) {
    jdbc.sql(
            """
            update mr_version set approvals_needed = :count
            where model = :model and version = :version""")
        .param("count", count)
        .param("model", model)
        .param("version", version)
        .update();
  }

  private static VersionRecord row(ResultSet row, int number) throws SQLException {
    return new VersionRecord(
        row.getString("model"),
        row.getInt("version"),
        row.getString("release_id"),
        row.getString("project_digest"),
        text(row, "digest"),
        text(row, "fingerprint"),
        text(row, "fingerprint_from"),
        text(row, "comparison"),
        integer(row, "champion"),
        integer(row, "approvals_needed"));
  }
}
