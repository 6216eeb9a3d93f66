"""The folder of a model: MLmodel and the files beside it."""
import datetime
import json
import os
import platform
import shutil
import sys
import tempfile
import uuid

from mlflow import _places, _yaml
from mlflow._entities import ModelInfo
from mlflow.exceptions import MlflowException
from mlflow.models.signature import ModelSignature

VERSION = "2.16.2"


class Model:
    def __init__(self, found):
        self.found = found
        self.flavors = found.get("flavors", {})
        self.run_id = found.get("run_id")
        signature = found.get("signature")
        self.signature = ModelSignature.from_dict(signature) if signature else None

    @staticmethod
    def load(path):
        file = os.path.join(path, "MLmodel")
        if not os.path.isfile(file):
            raise MlflowException("Could not find an \"MLmodel\" configuration file at \"%s\"" % path, "RESOURCE_DOES_NOT_EXIST")
        with open(file, encoding="utf-8") as text:
            return Model(_yaml.load(text.read()))

    def get_input_schema(self):
        return self.signature.inputs if self.signature else None


def fetch(model_uri):
    return _places.download(model_uri)


def prepare(path):
    path = str(path)
    if os.path.isdir(path) and os.listdir(path):
        raise MlflowException("Path '%s' already exists and is not empty" % path)
    os.makedirs(path, exist_ok=True)
    return path


def write(path, flavors, packages, signature=None, input_example=None, pip_requirements=None,
          extra_pip_requirements=None, conda_env=None, code_paths=None, artifact_path=None, run_id=None):
    """MLmodel, conda.yaml, python_env.yaml, requirements.txt and the example, as MLflow 2 has them."""
    requirements = list(pip_requirements or ["mlflow==" + VERSION] + packages)
    requirements += list(extra_pip_requirements or [])
    if not any(line.split("=")[0].strip() == "mlflow" for line in requirements):
        requirements.insert(0, "mlflow==" + VERSION)
    python = platform.python_version()
    loader = dict(flavors.pop("python_function"))
    loader["env"] = {"conda": "conda.yaml", "virtualenv": "python_env.yaml"}
    loader["python_version"] = python
    if code_paths:
        loader["code"] = "code"
        for entry in code_paths:
            _copy(entry, os.path.join(path, "code"))
    found = {
        "flavors": dict(flavors, python_function=loader),
        "mlflow_version": VERSION,
        "model_uuid": uuid.uuid4().hex,
        "utc_time_created": datetime.datetime.utcnow().strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
    if artifact_path:
        found["artifact_path"] = artifact_path
    if run_id:
        found["run_id"] = run_id
    if input_example is not None:
        found["saved_input_example_info"] = _example(path, input_example)
    if signature is not None:
        found["signature"] = signature.to_dict()
    _text(path, "MLmodel", _yaml.dump(found))
    _text(path, "requirements.txt", "\n".join(requirements))
    _text(path, "python_env.yaml", "python: %s\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\ndependencies:\n- -r requirements.txt\n" % python)
    if isinstance(conda_env, str):
        shutil.copyfile(conda_env, os.path.join(path, "conda.yaml"))
    else:
        lines = ["channels:", "- conda-forge", "dependencies:", "- python=%s" % python, "- pip", "- pip:"]
        lines += ["  - %s" % line for line in requirements] + ["name: mlflow-env"]
        _text(path, "conda.yaml", "\n".join(lines) + "\n")


def _example(path, example):
    if not hasattr(example, "columns"):
        with open(os.path.join(path, "input_example.json"), "w", encoding="utf-8") as out:
            json.dump(example.tolist() if hasattr(example, "tolist") else example, out, default=str)
        return {"artifact_path": "input_example.json", "type": "json_object"}
    split = json.loads(example.to_json(orient="split", index=False))
    _text(path, "input_example.json", json.dumps({"columns": split["columns"], "data": split["data"]}))
    _text(path, "serving_input_example.json", json.dumps({"dataframe_split": {"columns": split["columns"], "data": split["data"]}}))
    return {
        "artifact_path": "input_example.json",
        "pandas_orient": "split",
        "serving_input_path": "serving_input_example.json",
        "type": "dataframe",
    }


def _copy(entry, folder):
    target = os.path.join(folder, os.path.basename(str(entry).rstrip("/")))
    if os.path.isdir(entry):
        shutil.copytree(entry, target)
    else:
        os.makedirs(folder, exist_ok=True)
        shutil.copyfile(entry, target)


def _text(path, name, text):
    with open(os.path.join(path, name), "w", encoding="utf-8") as out:
        out.write(text)


def add_code(path, flavor):
    if flavor.get("code"):
        folder = os.path.join(path, flavor["code"])
        if folder not in sys.path:
            sys.path.insert(0, folder)


def log(save, artifact_path, registered_model_name=None):
    """Saves a model by the given function, keeps it as artifacts of the run, and registers it."""
    from mlflow import _fluent, _registry

    run_id = _fluent.current()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        save(path, artifact_path=artifact_path, run_id=run_id)
        _places.upload(path, run_id, artifact_path)
        model = Model.load(path)
    uri = "runs:/%s/%s" % (run_id, artifact_path)
    version = None
    if registered_model_name:
        version = _registry.register_model(uri, registered_model_name).version
    return ModelInfo(
        artifact_path=artifact_path, model_uri=uri, run_id=run_id, flavors=model.flavors,
        signature=model.signature, model_uuid=model.found["model_uuid"], registered_model_version=version)
