"""Models that are a class of somebody's own."""
import os
import pickle
import shutil

from mlflow import _model


class PythonModel:
    def load_context(self, context):
        """Takes what the model needs from context.artifacts."""

    def predict(self, context, model_input, params=None):
        raise NotImplementedError


class PythonModelContext:
    def __init__(self, artifacts):
        self.artifacts = artifacts


def save(path, python_model, artifacts=None, signature=None, conda_env=None, code_paths=None, code_path=None,
         input_example=None, pip_requirements=None, extra_pip_requirements=None, artifact_path=None, run_id=None, **_):
    path = _model.prepare(path)
    loader = {"loader_module": "mlflow.pyfunc.model", "python_model": "python_model.pkl"}
    try:
        import cloudpickle as pickler

        loader["cloudpickle_version"] = pickler.__version__
    except ImportError:
        pickler = pickle
    with open(os.path.join(path, "python_model.pkl"), "wb") as out:
        pickler.dump(python_model, out)
    kept = {}
    for name, source in (artifacts or {}).items():
        relative = "artifacts/" + os.path.basename(str(source).rstrip("/"))
        target = os.path.join(path, relative)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.isdir(source):
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
        kept[name] = {"path": relative, "uri": str(source)}
    if kept:
        loader["artifacts"] = kept
    _model.write(path, {"python_function": loader}, [], signature, input_example, pip_requirements,
                 extra_pip_requirements, conda_env, code_paths or code_path, artifact_path, run_id)


class _Wrapper:
    def __init__(self, python_model, context):
        self.python_model = python_model
        self.context = context

    def predict(self, data, params=None):
        return self.python_model.predict(self.context, data)


def _load_pyfunc(path):
    flavor = _model.Model.load(path).flavors["python_function"]
    if flavor.get("cloudpickle_version"):
        import cloudpickle  # noqa: F401
    with open(os.path.join(path, flavor["python_model"]), "rb") as content:
        python_model = pickle.load(content)
    artifacts = flavor.get("artifacts") or {}
    context = PythonModelContext({name: os.path.join(path, entry["path"]) for name, entry in artifacts.items()})
    python_model.load_context(context)
    return _Wrapper(python_model, context)
