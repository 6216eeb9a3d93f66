"""What the MLmodel of a booster with two features says."""

MLMODEL = """
flavors:
  xgboost: {data: model.json, model_class: xgboost.core.Booster, model_format: json, xgb_version: 1.7.4}
  python_function: {loader_module: mlflow.xgboost, data: model.json, env: conda.yaml}
signature:
  inputs: '[{"name": "a", "type": "double"}, {"name": "b", "type": "double"}]'
  outputs: '[{"type": "double"}]'
"""
