package io.modelrelease.devops;

import io.modelrelease.ledger.TestDatabase;

class FeedbackSenderOnH2Test extends FeedbackSenderContract {
  FeedbackSenderOnH2Test() {
    super(TestDatabase.H2);
  }
}
