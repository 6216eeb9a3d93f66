"""What azure.ai.ml sends for CLI v2 files, without anybody to send it to: `would_send.py KIND=FILE ...` prints a JSON line a file.

Requests end in an adapter of this program, which answers as an empty workspace would: what is asked for by a version or by a
name exists, a number that is not given is 1, and nothing was uploaded before.
"""

import base64
import importlib
import io
import json
import os
import re
import sys
import urllib.parse
from types import SimpleNamespace

import requests

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
WORKSPACE = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-modelrelease"
    "/providers/Microsoft.MachineLearningServices/workspaces/mlw-dev"
)
ACCOUNT = "mlwdev"

sent = []


def _system():
    return {"createdAt": "2026-01-01T00:00:00Z", "lastModifiedAt": "2026-01-01T00:00:00Z"}


def _resource(path, body):
    properties = dict(body.get("properties") or {})
    properties.setdefault("provisioningState", "Succeeded")
    for field in ("properties", "tags"):
        properties[field] = properties.get(field) or {}
    if "/jobs/" in path:
        properties.setdefault("services", {"Studio": {"endpoint": "https://ml.azure.com/runs/x", "jobServiceType": "Studio"}})
        properties.setdefault("status", "NotStarted")
    if "/models/" in path:
        properties["flavors"] = properties.get("flavors") or {}
    if "/batchEndpoints/" in path and "/deployments/" not in path:
        properties["defaults"] = properties.get("defaults") or {}
    if "/onlineEndpoints/" in path and "/deployments/" in path:
        properties["scaleSettings"] = properties.get("scaleSettings") or {"scaleType": "Default"}
    answer = dict(body)
    answer.update(
        id=path, name=path.rsplit("/", 1)[-1], type="x", location="westeurope", systemData=_system(), properties=properties
    )
    return answer


def _datastore(path):
    name = path.rsplit("/", 1)[-1]
    return _resource(
        path,
        {
            "properties": {
                "datastoreType": "AzureBlob",
                "accountName": ACCOUNT,
                "containerName": "blobs" if name == "workspaceblobstore" else name,
                "endpoint": "core.windows.net",
                "protocol": "https",
                "isDefault": True,
                "credentials": {"credentialsType": "Sas"},
            }
        },
    )


_EXISTING = {
    "data": {"dataType": "uri_folder", "dataUri": "azureml://datastores/workspaceblobstore/paths/data/"},
    "models": {"modelType": "custom_model", "modelUri": "azureml://datastores/workspaceblobstore/paths/model/"},
    "environments": {"image": "image:1", "osType": "Linux"},
    "codes": {"codeUri": "https://x.blob.core.windows.net/blobs/code"},
    "components": {
        "componentSpec": {
            "name": "registered",
            "version": "1",
            "type": "command",
            "command": "true",
            "environment": "azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu:1",
            "inputs": {},
            "outputs": {},
        }
    },
}


def _get(path, query):
    below = path[len(WORKSPACE) :].strip("/").split("/") if path.startswith(WORKSPACE) else []
    if path == WORKSPACE:
        return {
            "id": WORKSPACE,
            "name": "mlw-dev",
            "location": "westeurope",
            "properties": {
                "workspaceId": SUBSCRIPTION,
                "discoveryUrl": "https://westeurope.api.azureml.ms/discovery",
                "mlFlowTrackingUri": "azureml://westeurope.api.azureml.ms/mlflow/v1.0" + WORKSPACE,
                "storageAccount": "/subscriptions/s/x",
            },
        }
    if "discovery" in path:
        return {"api": "https://westeurope.api.azureml.ms", "history": "https://westeurope.api.azureml.ms"}
    if below[:1] == ["datastores"]:
        return _datastore(path) if len(below) > 1 else {"value": [_datastore(WORKSPACE + "/datastores/workspaceblobstore")]}
    if below[:1] == ["computes"]:
        return _resource(path, {"properties": {"computeType": "AmlCompute", "properties": {"vmSize": "Standard_DS3_v2"}}})
    if below and below[0] in _EXISTING:
        if len(below) == 3:
            return {"value": [_resource(path + "/1", {"properties": dict(_EXISTING[below[0]])})]}
        if len(below) == 4:
            return _resource(path, {"properties": dict(_EXISTING[below[0]])})
        return None
    if below[:1] == ["onlineEndpoints"] and len(below) == 2:
        return _resource(path, {"properties": {"authMode": "Key"}, "identity": {"type": "SystemAssigned"}})
    if below[:1] == ["batchEndpoints"] and len(below) == 2:
        return _resource(path, {"properties": {"authMode": "AADToken"}})
    for request in reversed(sent):
        if request["path"] == path:
            return _resource(path, request["body"])
    return None


class Nobody(requests.adapters.BaseAdapter):
    """Answers, and writes down what is put."""

    def send(self, request, **_):
        url = urllib.parse.urlsplit(request.url)
        path = urllib.parse.unquote(url.path)
        status, body = self._answer(request, url, path)
        answer = requests.Response()
        answer.status_code = status
        answer.headers["Content-Type"] = "application/json"
        answer.headers["x-ms-error-code"] = "BlobNotFound"
        answer.headers["Last-Modified"] = "Thu, 01 Jan 2026 00:00:00 GMT"
        answer.headers["ETag"] = '"1"'
        answer.raw = io.BytesIO(b"" if body is None else json.dumps(body).encode())
        answer.url = request.url
        answer.request = request
        answer.reason = "x"
        answer.connection = self
        return answer

    @staticmethod
    def _answer(request, url, path):
        if "blob.core" in url.netloc or "dfs.core" in url.netloc or "file.core" in url.netloc:
            if request.method == "PUT":
                return (200 if "comp=metadata" in url.query else 201), None
            return 404, None
        if request.method == "PUT":
            body = json.loads(request.body or "{}")
            sent.append({"method": "PUT", "path": path, "body": body})
            return 200, _resource(path, body)
        if request.method == "POST" and path.endswith("listSecrets"):
            return 200, {"secretsType": "Sas", "sasToken": "sv=1&sig=x"}
        if request.method == "POST":
            return 200, {}
        found = _get(path, url.query)
        return (200, found) if found is not None else (404, {"error": {"code": "NotFound", "message": path}})

    def close(self):
        pass


class NoCredential:
    def get_token(self, *scopes, **_):
        parts = ({"alg": "none", "typ": "JWT"}, {"oid": SUBSCRIPTION, "tid": SUBSCRIPTION, "aud": re.sub(r"/+[.]default$", "", scopes[0])})
        token = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        return SimpleNamespace(token=token + ".eA", expires_on=4102444800)


LOADERS = {
    "data": ("load_data", "data"),
    "environment": ("load_environment", "environments"),
    "compute": ("load_compute", "compute"),
    "model": ("load_model", "models"),
    "online-endpoint": ("load_online_endpoint", "online_endpoints"),
    "online-deployment": ("load_online_deployment", "online_deployments"),
    "batch-endpoint": ("load_batch_endpoint", "batch_endpoints"),
    "batch-deployment": ("load_batch_deployment", "batch_deployments"),
    "job": ("load_job", "jobs"),
    "component": ("load_component", "components"),
    "schedule": ("load_schedule", "schedules"),
}


def would_send(ml, client, kind, file):
    """The PUTs of one file, in order."""
    load, collection = LOADERS[kind]
    del sent[:]
    entity = getattr(ml, load)(source=file)
    operations = getattr(client, collection)
    create = getattr(operations, "begin_create_or_update", None) or operations.create_or_update
    create(entity)
    return list(sent)


def main(arguments):
    os.environ.setdefault("AZURE_ML_CLI_PRIVATE_FEATURES_ENABLED", "false")
    requests.Session.get_adapter = lambda self, url: Nobody()
    ml = importlib.import_module("azure.ai.ml")
    client = ml.MLClient(NoCredential(), SUBSCRIPTION, "rg-modelrelease", "mlw-dev", show_progress=False)
    for argument in arguments:
        kind, file = argument.split("=", 1)
        line = {"yaml": file}
        try:
            line["requests"] = would_send(ml, client, kind, file)
        except BaseException as wrong:  # whatever the client throws is its answer
            line["error"] = re.sub(r"\s+", " ", f"{type(wrong).__name__}: {wrong}")[:600]
        print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
