package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;

/** What a Python process is asked. */
final class Orders {
  private Orders() {}

  static ObjectNode predict(List<String> columns, List<List<Object>> rows) {
    var order = Exchange.JSON.createObjectNode().put("call", "predict");
    var names = order.putArray("columns");
    columns.forEach(names::add);
    var data = order.putArray("data");
    for (var row : rows) {
      var cells = data.addArray();
      for (var cell : row) {
        if (cell instanceof Double number) {
          number(cells, number);
        } else if (cell instanceof Boolean truth) {
          cells.add(truth);
        } else {
          cells.add(cell.toString());
        }
      }
    }
    return order;
  }

  /** JSON has no NaN; a whole number stays one. */
  private static void number(com.fasterxml.jackson.databind.node.ArrayNode cells, double number) {
    if (Double.isNaN(number)) {
      cells.addNull();
    } else if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
      cells.add((long) number);
    } else {
      cells.add(number);
    }
  }

  static ObjectNode files(List<String> files) {
    var order = Exchange.JSON.createObjectNode().put("call", "files");
    var names = order.putArray("files");
    files.forEach(names::add);
    return order;
  }
}
