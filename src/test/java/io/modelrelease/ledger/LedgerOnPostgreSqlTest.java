package io.modelrelease.ledger;

class LedgerOnPostgreSqlTest extends LedgerContract {
  LedgerOnPostgreSqlTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
