"""What goes into a model and what comes out of it, in MLflow's JSON."""
import json

_TYPES = {
    "int64": "long", "int32": "integer", "int16": "integer", "int8": "integer",
    "float64": "double", "float32": "float", "bool": "boolean",
}


class Schema:
    def __init__(self, inputs):
        self.inputs = inputs

    def is_tensor_spec(self):
        return bool(self.inputs) and self.inputs[0].get("type") == "tensor"

    def input_names(self):
        return [column["name"] for column in self.inputs if "name" in column]

    def to_json(self):
        return json.dumps(self.inputs)

    @staticmethod
    def from_json(text):
        return Schema(json.loads(text))


class ModelSignature:
    def __init__(self, inputs=None, outputs=None, params=None):
        self.inputs = inputs
        self.outputs = outputs
        self.params = params

    def to_dict(self):
        return {
            "inputs": self.inputs.to_json() if self.inputs else None,
            "outputs": self.outputs.to_json() if self.outputs else None,
            "params": None,
        }

    @staticmethod
    def from_dict(found):
        def schema(part):
            return Schema.from_json(found[part]) if found.get(part) else None

        return ModelSignature(schema("inputs"), schema("outputs"))


def infer_signature(model_input=None, model_output=None, params=None):
    return ModelSignature(_schema(model_input), _schema(model_output))


def _schema(data):
    if data is None:
        return None
    if hasattr(data, "columns"):
        return Schema([_column(data[name], name) for name in data.columns])
    if hasattr(data, "dtype") and hasattr(data, "name"):
        return Schema([_column(data, data.name)])
    if hasattr(data, "dtype"):
        shape = [-1] + list(data.shape[1:])
        return Schema([{"type": "tensor", "tensor-spec": {"dtype": str(data.dtype), "shape": shape}}])
    if isinstance(data, dict):
        import pandas

        return _schema(pandas.DataFrame(data))
    import numpy

    return _schema(numpy.array(data))


def _column(values, name):
    kind = str(values.dtype)
    mlflow_type = "datetime" if kind.startswith("datetime") else _TYPES.get(kind, "string")
    column = {"type": mlflow_type}
    if name is not None:
        column["name"] = str(name)
    column["required"] = not bool(values.isna().any())
    return column
