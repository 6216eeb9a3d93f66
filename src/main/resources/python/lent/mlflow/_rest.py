"""HTTP to the workspace that MLFLOW_TRACKING_URI names."""
import json
import os
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml

from mlflow.exceptions import MlflowException, RestException

API_VERSION = "2025-12-01"
_tracking_uri = None


def set_tracking_uri(uri):
    global _tracking_uri
    _tracking_uri = str(uri)


def get_tracking_uri():
    uri = _tracking_uri or os.environ.get("MLFLOW_TRACKING_URI", "")
    if not uri:
        raise MlflowException("MLFLOW_TRACKING_URI is not set: there is no workspace to log to.")
    if uri.startswith("azureml://"):  # as the workspace's resource names it
        given = os.environ.get("MLFLOW_TRACKING_URI", "")
        uri = given if given.startswith("http") else "http" + uri[len("azureml"):]
    return uri.split("?")[0].rstrip("/")


def _split():
    base, _, workspace = get_tracking_uri().partition("/mlflow/v1.0")
    return base, workspace


def send(method, url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        return answer.read()


def _json(method, url, body):
    headers = {
        "Authorization": "Bearer " + os.environ.get("MLFLOW_TRACKING_TOKEN", ""),
        "Content-Type": "application/json",
    }
    data = None if body is None else json.dumps(body).encode()
    try:
        answer = send(method, url, data, headers)
    except urllib.error.HTTPError as e:
        text = e.read().decode(errors="replace")
        try:
            found = json.loads(text)
        except ValueError:
            found = {}
        error = found.get("error", found)
        code = error.get("error_code", error.get("code", str(e.code)))
        failure = RestException("%s: %s" % (code, error.get("message", text)), error_code=code)
        failure.status = e.code
        raise failure from None
    return json.loads(answer) if answer else {}


def mlflow(method, call, body=None, **query):
    url = get_tracking_uri() + "/api/2.0/mlflow/" + call
    if query:
        url += "?" + urllib.parse.urlencode(query)
    return _json(method, url, body)


def arm(method, path, body=None):
    base, workspace = _split()
    return _json(method, "%s%s/%s?api-version=%s" % (base, workspace, path, API_VERSION), body)


def _container(store):
    """Address and signature of the container that a datastore is."""
    base, workspace = _split()
    account = "st" + workspace.rsplit("/", 1)[1].replace("-", "")
    container = "azureml" if store == "workspaceartifactstore" else "azureml-blobstore"
    return "%s/%s/%s" % (base, account, container), "sig=lent"


def put_blob(store, path, content):
    root, signature = _container(store)
    send(
        "PUT",
        "%s/%s?%s" % (root, urllib.parse.quote(path), signature),
        content,
        {"x-ms-blob-type": "BlockBlob", "Content-Type": "application/octet-stream"},
    )


def get_blob(store, path):
    root, signature = _container(store)
    return send("GET", "%s/%s?%s" % (root, urllib.parse.quote(path), signature))


def list_blobs(store, prefix):
    root, signature = _container(store)
    query = urllib.parse.urlencode({"restype": "container", "comp": "list", "prefix": prefix})
    found = xml.fromstring(send("GET", "%s?%s&%s" % (root, query, signature)))
    return [name.text for name in found.iter("Name")]
