"""The flavour sklearn: a pickled estimator."""
import os
import pickle

from mlflow import _model
from mlflow._fluent import autolog  # noqa: F401

FLAVOR_NAME = "sklearn"
SERIALIZATION_FORMAT_PICKLE = "pickle"
SERIALIZATION_FORMAT_CLOUDPICKLE = "cloudpickle"


def _pickler():
    try:
        import cloudpickle

        return cloudpickle, SERIALIZATION_FORMAT_CLOUDPICKLE
    except ImportError:
        return pickle, SERIALIZATION_FORMAT_PICKLE


def save_model(sk_model, path, conda_env=None, code_paths=None, mlflow_model=None,
               serialization_format=None, signature=None, input_example=None,
               pip_requirements=None, extra_pip_requirements=None, pyfunc_predict_fn="predict",
               metadata=None, artifact_path=None, run_id=None):
    import sklearn

    path = _model.prepare(path)
    pickler, used = _pickler()
    with open(os.path.join(path, "model.pkl"), "wb") as out:
        pickler.dump(sk_model, out)
    packages = ["scikit-learn==" + sklearn.__version__]
    for name in ("numpy", "pandas", "cloudpickle"):
        try:
            packages.append("%s==%s" % (name, __import__(name).__version__))
        except ImportError:
            pass
    flavors = {
        "sklearn": {"code": "code" if code_paths else None, "pickled_model": "model.pkl",
                    "serialization_format": used, "sklearn_version": sklearn.__version__},
        "python_function": {"loader_module": "mlflow.sklearn", "model_path": "model.pkl",
                            "predict_fn": pyfunc_predict_fn},
    }
    _model.write(path, flavors, packages, signature, input_example, pip_requirements,
                 extra_pip_requirements, conda_env, code_paths, artifact_path, run_id)


def log_model(sk_model, artifact_path="model", registered_model_name=None, **settings):
    settings.pop("await_registration_for", None)
    return _model.log(lambda path, **more: save_model(sk_model, path, **dict(settings, **more)), artifact_path, registered_model_name)


def load_model(model_uri, dst_path=None):
    path = _model.fetch(model_uri)
    flavor = _model.Model.load(path).flavors.get("sklearn")
    if flavor is None:
        from mlflow.exceptions import MlflowException

        raise MlflowException("Model does not have the \"sklearn\" flavor", "RESOURCE_DOES_NOT_EXIST")
    _model.add_code(path, flavor)
    return _load(os.path.join(path, flavor["pickled_model"]), flavor.get("serialization_format"))


def _load(file, serialization):
    if serialization == SERIALIZATION_FORMAT_CLOUDPICKLE:
        import cloudpickle  # noqa: F401
    with open(file, "rb") as content:
        return pickle.load(content)


class _Wrapper:
    def __init__(self, model, predict_fn):
        self.model = model
        self.predict_fn = predict_fn

    def predict(self, data, params=None):
        return getattr(self.model, self.predict_fn)(data)


def _load_pyfunc(path):
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    model = _model.Model.load(folder)
    flavor = model.flavors.get("sklearn", {})
    predict_fn = model.flavors["python_function"].get("predict_fn") or "predict"
    file = os.path.join(folder, flavor.get("pickled_model", "model.pkl"))
    return _Wrapper(_load(file, flavor.get("serialization_format")), predict_fn)
