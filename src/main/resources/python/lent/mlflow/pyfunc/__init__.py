"""The flavour python_function: whatever can predict."""
import importlib
import os

from mlflow import _model
from mlflow.exceptions import MlflowException
from mlflow.pyfunc.model import PythonModel, PythonModelContext, save as _save

FLAVOR_NAME = "python_function"


class PyFuncModel:
    def __init__(self, metadata, implementation):
        self.metadata = metadata
        self._implementation = implementation

    def predict(self, data, params=None):
        return self._implementation.predict(enforce(data, self.metadata.get_input_schema()))

    def unwrap_python_model(self):
        return self._implementation.python_model


def load_model(model_uri, suppress_warnings=False, dst_path=None, **_):
    path = _model.fetch(model_uri)
    metadata = _model.Model.load(path)
    flavor = metadata.flavors.get(FLAVOR_NAME)
    if flavor is None:
        raise MlflowException("Model does not have the \"python_function\" flavor", "RESOURCE_DOES_NOT_EXIST")
    _model.add_code(path, flavor)
    loader = importlib.import_module(flavor["loader_module"])
    data = os.path.join(path, flavor["data"]) if flavor.get("data") else path
    return PyFuncModel(metadata, loader._load_pyfunc(data))


def save_model(path, python_model=None, artifacts=None, signature=None, **settings):
    _save(path, python_model, artifacts, signature, **settings)


def log_model(artifact_path="model", python_model=None, artifacts=None, signature=None, registered_model_name=None, **settings):
    return _model.log(lambda path, **more: _save(path, python_model, artifacts, signature, **dict(settings, **more)), artifact_path, registered_model_name)


def enforce(data, schema):
    """The columns of the signature, in its order; what cannot become its types is refused."""
    if schema is None or schema.is_tensor_spec() or not schema.input_names():
        return data
    import pandas

    if isinstance(data, dict):
        data = pandas.DataFrame(data)
    if not hasattr(data, "columns"):
        data = pandas.DataFrame(data)
    names = schema.input_names()
    needed = [c["name"] for c in schema.inputs if c.get("required", True)]
    missing = [name for name in needed if name not in data.columns]
    if missing:
        extra = [name for name in data.columns if name not in names]
        raise MlflowException("Failed to enforce schema: model is missing inputs %s. Note that there were extra inputs: %s." % (missing, extra))
    found = pandas.DataFrame(index=data.index)
    for column in schema.inputs:
        if column["name"] in data.columns:
            found[column["name"]] = _cast(column["name"], data[column["name"]], column["type"])
    return found


def _cast(name, values, kind):
    import pandas

    wrong = MlflowException("Incompatible input types for column %s. Can not safely convert %s to %s." % (name, values.dtype, kind))
    if kind in ("double", "float", "long", "integer"):
        if values.isna().all():
            values = values.astype("float64")
        elif not pandas.api.types.is_numeric_dtype(values) or pandas.api.types.is_bool_dtype(values):
            raise wrong
        if kind in ("double", "float"):
            return values.astype("float64" if kind == "double" else "float32")
        if values.isna().any() or (values != values.round()).any():
            raise wrong
        return values.astype("int64" if kind == "long" else "int32")
    if kind == "boolean" and not pandas.api.types.is_bool_dtype(values):
        raise wrong
    if kind == "datetime":
        return pandas.to_datetime(values)
    if kind == "string" and pandas.api.types.is_numeric_dtype(values):
        raise wrong
    return values
