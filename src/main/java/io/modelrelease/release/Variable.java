package io.modelrelease.release;

import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.VariableScope;

/**
 * A process variable with its type, usable on every scope: {@code
 * Variables.OPERATION.from(execution)}. Variables are for gateways and for people who look; nothing
 * that matters is read from one that somebody else could have written (the ledger has that).
 */
public record Variable<T>(String name, Class<T> type) {

  public T from(VariableScope scope) {
    var value = scope.getVariable(name);
    if (!type.isInstance(value)) {
      throw new ProcessEngineException(
          "Process variable %s should be a %s, and is %s"
              .formatted(name, type.getSimpleName(), value == null ? "missing" : value));
    }
    return type.cast(value);
  }

  public void set(VariableScope scope, T value) {
    scope.setVariable(name, value);
  }
}
