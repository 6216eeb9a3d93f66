"""The flavour xgboost: a Booster or one of its scikit-learn wrappers."""
import importlib
import os

from mlflow import _model
from mlflow._fluent import autolog  # noqa: F401


def save_model(xgb_model, path, conda_env=None, code_paths=None, mlflow_model=None, signature=None,
               input_example=None, pip_requirements=None, extra_pip_requirements=None,
               model_format="json", metadata=None, artifact_path=None, run_id=None):
    import xgboost

    path = _model.prepare(path)
    file = "model." + model_format
    xgb_model.save_model(os.path.join(path, file))
    kind = type(xgb_model)
    flavors = {
        "xgboost": {"code": "code" if code_paths else None, "data": file, "model_class": "%s.%s" % (kind.__module__, kind.__name__),
                    "model_format": model_format, "xgb_version": xgboost.__version__},
        "python_function": {"data": file, "loader_module": "mlflow.xgboost"},
    }
    _model.write(path, flavors, ["xgboost==" + xgboost.__version__], signature, input_example,
                 pip_requirements, extra_pip_requirements, conda_env, code_paths, artifact_path, run_id)


def log_model(xgb_model, artifact_path="model", registered_model_name=None, **settings):
    settings.pop("await_registration_for", None)
    return _model.log(lambda path, **more: save_model(xgb_model, path, **dict(settings, **more)), artifact_path, registered_model_name)


def load_model(model_uri, dst_path=None):
    return _load(_model.fetch(model_uri))


def _load(folder):
    flavor = _model.Model.load(folder).flavors["xgboost"]
    module, _, name = flavor.get("model_class", "xgboost.core.Booster").rpartition(".")
    model = getattr(importlib.import_module(module), name)()
    model.load_model(os.path.join(folder, flavor.get("data", "model.xgb")))
    return model


class _Wrapper:
    def __init__(self, model):
        self.model = model

    def predict(self, data, params=None):
        import xgboost

        if isinstance(self.model, xgboost.Booster):
            return self.model.predict(xgboost.DMatrix(data), validate_features=True)
        return self.model.predict(data)


def _load_pyfunc(path):
    return _Wrapper(_load(path if os.path.isdir(path) else os.path.dirname(path)))
