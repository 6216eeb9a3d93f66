package io.modelrelease.ledger;

class LedgerOnH2Test extends LedgerContract {
  LedgerOnH2Test() {
    super(TestDatabase.H2);
  }
}
