"""Registered models: the workspace's models."""
import re

from mlflow import _places, _rest
from mlflow._entities import ModelVersion, RegisteredModel
from mlflow.exceptions import MlflowException

TRIES = 5


def _version(name, answer):
    properties = answer["properties"]
    return ModelVersion(
        name=name,
        version=answer["name"],
        source=properties["modelUri"],
        run_id=properties.get("jobName", ""),
        status="READY",
        tags=properties.get("tags", {}),
        description=properties.get("description", ""),
        current_stage=properties.get("stage") or "None",
    )


def register_model(model_uri, name, await_registration_for=300, tags=None, **_):
    place = _places.resolve(model_uri)
    if place is None:
        raise MlflowException("Only a model of a run or a datastore can be registered, not the folder %s." % model_uri)
    store, path = place
    names = _rest.list_blobs(store, path + "/")
    if not names:
        raise MlflowException("There is no model at %s." % model_uri, "RESOURCE_DOES_NOT_EXIST")
    body = {
        "properties": {
            "modelType": "mlflow_model" if path + "/MLmodel" in names else "custom_model",
            "modelUri": "azureml://datastores/%s/paths/%s" % (store, path),
            "tags": {k: str(v) for k, v in (tags or {}).items()},
        }
    }
    run = re.match(r"runs:/([^/]+)", str(model_uri))
    if run:
        body["properties"]["jobName"] = run.group(1)
    for attempt in range(TRIES):
        try:
            answer = _rest.arm("PUT", "models/%s/versions/%s" % (name, _next(name)), body)
            found = _version(name, answer)
            print("Created version '%s' of model '%s'." % (found.version, name))
            return found
        except MlflowException as e:  # somebody else took the number
            if attempt == TRIES - 1 or "Asset paths cannot be updated" not in str(e):
                raise


def _next(name):
    try:
        return _rest.arm("GET", "models/" + name)["properties"].get("nextVersion", "1")
    except MlflowException as e:
        if getattr(e, "status", 0) == 404:
            return "1"
        raise


def versions(name):
    """Newest first; none where there is no such model."""
    try:
        found = _rest.arm("GET", "models/%s/versions" % name)["value"]
    except MlflowException as e:
        if getattr(e, "status", 0) == 404:
            return []
        raise
    return [_version(name, answer) for answer in found]


def version(name, number):
    return _version(name, _rest.arm("GET", "models/%s/versions/%s" % (name, number)))


def model(name):
    _rest.arm("GET", "models/" + name)
    return RegisteredModel(name=name, latest_versions=versions(name)[:1])


def models():
    return [RegisteredModel(name=m["name"], latest_versions=versions(m["name"])[:1]) for m in _rest.arm("GET", "models")["value"]]


def search(filter_string):
    found = re.match(r"\s*name\s*=\s*['\"]([^'\"]+)['\"]\s*$", filter_string or "")
    if not found:
        raise MlflowException("The filter %r is not read here: name='…' is." % filter_string, "INVALID_PARAMETER_VALUE")
    return versions(found.group(1))


def tag(name, number, key, value):
    answer = _rest.arm("GET", "models/%s/versions/%s" % (name, number))
    properties = {k: v for k, v in answer["properties"].items() if k != "provisioningState"}
    properties["tags"] = dict(properties.get("tags") or {}, **{key: str(value)})
    _rest.arm("PUT", "models/%s/versions/%s" % (name, number), {"properties": properties})
