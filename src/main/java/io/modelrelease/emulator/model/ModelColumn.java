package io.modelrelease.emulator.model;

/**
 * An input of a model's signature (MLflow, ColSpec), and the rules by which a value becomes a
 * number that xgboost reads.
 *
 * @param type MLflow's word: double, float, long, integer, boolean; others have no number
 */
public record ModelColumn(String name, String type, boolean required) {

  /**
   * Double and float columns take any number (Azure ML casts JSON values before MLflow checks them)
   * and missing ones; long and integer columns take whole numbers only. Unverified: that Azure cuts
   * a fraction silently; here it is refused.
   */
  float number(Object cell, int row) {
    switch (type) {
      case "double", "float" -> {
        if (cell instanceof Double number) {
          return number.floatValue();
        }
      }
      case "long", "integer" -> {
        if (cell instanceof Double number) {
          if (number.isNaN()) {
            throw refuse(
                row, "is missing; a column of type %s has no missing values".formatted(type));
          }
          if (number != Math.rint(number)) {
            throw refuse(row, "is %s, a fraction".formatted(number));
          }
          return number.floatValue();
        }
      }
      case "boolean" -> {
        if (cell instanceof Boolean truth) {
          return truth ? 1 : 0;
        }
      }
      default ->
          throw new ModelFailure(
              "Column %s is of type %s: the xgboost flavour takes numbers only."
                  .formatted(name, type));
    }
    throw refuse(
        row,
        "is %s"
            .formatted(
                cell instanceof Double missing && missing.isNaN() ? "missing" : "'" + cell + "'"));
  }

  private ModelFailure refuse(int row, String what) {
    return new ModelFailure(
        "Incompatible input types for column %s: row %d %s. Can not safely convert it to %s."
            .formatted(name, row, what, type));
  }
}
