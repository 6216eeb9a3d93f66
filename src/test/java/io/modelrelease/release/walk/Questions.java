package io.modelrelease.release.walk;

import org.camunda.bpm.engine.delegate.DelegateExecution;

/** Stands in for the bean {@code release}: what gateways and timers ask, answered by the test. */
public final class Questions {
  public boolean turn = true;
  public boolean online = true;
  public boolean batch = true;
  public boolean fingerprint = true;
  public boolean evaluation = true;
  public boolean partOfWhole = true;
  public boolean testsPassed = true;
  public boolean approved = true;
  public boolean rejected;
  public boolean baked;
  public String comparison = "compared";
  public String outcome = "rollout-failed";
  public String model = "credit-risk";

  public String model(DelegateExecution execution) {
    return model;
  }

  public boolean hasTurn(DelegateExecution execution) {
    return turn;
  }

  public boolean hasOnline(DelegateExecution execution) {
    return online;
  }

  public boolean canCompareBatch(DelegateExecution execution) {
    return batch && fingerprint;
  }

  public boolean hasBatch(DelegateExecution execution) {
    return batch;
  }

  public boolean hasEvaluation(DelegateExecution execution) {
    return evaluation;
  }

  public boolean partOfWhole(DelegateExecution execution) {
    return partOfWhole;
  }

  public String comparison(DelegateExecution execution) {
    return comparison;
  }

  public boolean testsPassed(DelegateExecution execution) {
    return testsPassed;
  }

  public boolean isRejected(DelegateExecution execution) {
    return rejected;
  }

  public boolean isApproved(DelegateExecution execution) {
    return approved;
  }

  public String bake(DelegateExecution execution) {
    return "PT30M";
  }

  public boolean isBaked(DelegateExecution execution) {
    return baked;
  }

  public String undoPause(DelegateExecution execution) {
    return "PT5S";
  }

  public String outcome(DelegateExecution execution) {
    return outcome;
  }
}
