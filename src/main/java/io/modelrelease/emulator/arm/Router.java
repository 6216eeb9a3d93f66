package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the operation that a request asks for. */
final class Router {
  private final List<Operation> operations;
  private final Rights rights;

  Router(List<Operation> operations, Rights rights) {
    this.operations = operations;
    this.rights = rights;
  }

  List<Operation> operations() {
    return operations;
  }

  /** Answers, unless there is nothing at that path. */
  boolean handle(Exchange exchange, List<String> path) {
    var there = operations.stream().filter(known -> known.match(path).isPresent()).toList();
    if (there.isEmpty()) {
      return false;
    }
    var asked = there.stream().filter(known -> exchange.is(known.method())).findFirst();
    if (asked.isEmpty()) {
      throw new AzureFailure(
          405,
          "MethodNotAllowed",
          "The requested resource does not support http method '%s'.".formatted(exchange.method()));
    }
    rights.require(exchange, asked.get().action());
    asked.get().handler().handle(exchange, parts(asked.get(), path));
    return true;
  }

  private static Map<String, String> parts(Operation operation, List<String> path) {
    return Optional.of(operation).flatMap(known -> known.match(path)).orElseThrow();
  }
}
