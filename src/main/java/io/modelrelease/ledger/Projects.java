package io.modelrelease.ledger;

import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The bytes of model projects, kept once for each content. */
@Repository
public class Projects {
  private final JdbcClient jdbc;
  private final TransactionTemplate ownTransaction;

  Projects(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.ownTransaction = new TransactionTemplate(transactions);
    this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** Keeps an archive, in a transaction of its own, since another may come first. */
  public void keep(String digest, byte[] archive) {
    if (archive(digest).isPresent()) {
      return;
    }
    try {
      ownTransaction.executeWithoutResult(
          status ->
              jdbc.sql("insert into mr_project (digest, archive) values (:digest, :archive)")
                  .param("digest", digest)
                  .param("archive", archive)
                  .update());
    } catch (DuplicateKeyException kept) {
      // the same content came by another request just now
    }
  }

  public Optional<byte[]> archive(String digest) {
    return jdbc.sql("select archive from mr_project where digest = :digest")
        .param("digest", digest)
        .query((row, number) -> row.getBytes("archive"))
        .optional();
  }
}
