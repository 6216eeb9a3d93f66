package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the resource provider can do, as roles name it: Operations_List. */
final class ProviderApi {
  private static final String OWN = "Microsoft.MachineLearningServices/";

  private final List<Operation> known;

  /**
   * @param known all that the resource manager answers
   */
  ProviderApi(List<Operation> known) {
    this.known = known;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/providers/Microsoft.MachineLearningServices/operations",
            "the actions that a role may allow",
            "spec machineLearningServices.json, Operations_List",
            this::list));
  }

  private void list(Exchange exchange, Map<String, String> parts) {
    var answer = Exchange.JSON.createObjectNode();
    var value = answer.putArray("value");
    var actions = new TreeSet<String>();
    known.stream()
        .filter(operation -> operation.full().contains(OWN))
        .map(Operation::action)
        .filter(action -> action.startsWith(OWN))
        .forEach(actions::add);
    actions.forEach(action -> add(value, action));
    exchange.json(200, answer);
  }

  private static void add(ArrayNode value, String action) {
    var kind = action.substring(OWN.length());
    var at = kind.lastIndexOf('/');
    var operation = value.addObject().put("name", action).put("isDataAction", false);
    operation
        .putObject("display")
        .put("provider", "Microsoft Machine Learning Services")
        .put("resource", kind.substring(0, at))
        .put("operation", kind.substring(at + 1))
        .put("description", kind);
  }
}
