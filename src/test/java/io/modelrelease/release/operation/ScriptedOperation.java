package io.modelrelease.release.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Stands in for one kind of call to Azure: the test says what Azure answers, and sees each call.
 */
public final class ScriptedOperation implements AzureOperation {
  private final boolean undoes;
  private final List<OperationContext> begins = new ArrayList<>();
  private Supplier<Begun> begin;
  private Supplier<Outcome> read;
  private boolean available;
  private int reads;

  ScriptedOperation(boolean undoes) {
    this.undoes = undoes;
    reset();
  }

  void reset() {
    begins.clear();
    reads = 0;
    available = true;
    begins(() -> Begun.accepted("/resource"));
    reads(() -> Outcome.SUCCEEDED);
  }

  public ScriptedOperation begins(Supplier<Begun> answer) {
    begin = answer;
    return this;
  }

  public ScriptedOperation reads(Supplier<Outcome> answer) {
    read = answer;
    return this;
  }

  public ScriptedOperation isAvailable(boolean yes) {
    available = yes;
    return this;
  }

  /** In which rounds it was begun. */
  public List<Integer> rounds() {
    return begins.stream().map(OperationContext::round).toList();
  }

  public int timesRead() {
    return reads;
  }

  @Override
  public Begun begin(OperationContext context) {
    begins.add(context);
    return begin.get();
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    reads++;
    return read.get();
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return available;
  }

  @Override
  public boolean undoes() {
    return undoes;
  }
}
