package io.modelrelease.devops;

import io.modelrelease.ledger.TestDatabase;

class FeedbackSenderOnPostgreSqlTest extends FeedbackSenderContract {
  FeedbackSenderOnPostgreSqlTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
