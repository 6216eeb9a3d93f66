"""Where the files of an address are: runs:/…, models:/…, azureml://…, or a folder."""
import atexit
import os
import re
import shutil
import tempfile

from mlflow import _rest
from mlflow.exceptions import MlflowException

ARTIFACTS = "workspaceartifactstore"
_DATASTORE = re.compile(r"azureml://(?:.*/)?datastores/([^/]+)/(?:paths/)?(.*)")


def of_run(run_id, path=""):
    return ("ExperimentRun/dcid.%s/%s" % (run_id, path)).rstrip("/")


def resolve(uri):
    """(datastore, path), or None for a folder of this machine."""
    uri = str(uri)
    if uri.startswith("runs:/"):
        run_id, _, path = uri[len("runs:/"):].strip("/").partition("/")
        return ARTIFACTS, of_run(run_id, path)
    if uri.startswith("models:/"):
        name, _, version = uri[len("models:/"):].strip("/").partition("/")
        if version == "latest" or not version:
            version = _rest.arm("GET", "models/" + name)["properties"]["latestVersion"]
        found = _rest.arm("GET", "models/%s/versions/%s" % (name, version))
        return resolve(found["properties"]["modelUri"])
    if uri.startswith("azureml://jobs/"):
        job, _, rest = uri[len("azureml://jobs/"):].partition("/outputs/")
        output, _, path = rest.partition("/paths/")
        if output == "default":
            return ARTIFACTS, of_run(job, path.replace("artifacts/", "", 1))
        return "workspaceblobstore", "azureml/%s/%s/%s" % (job, output, path)
    found = _DATASTORE.match(uri)
    if found:
        return found.group(1), found.group(2).rstrip("/")
    if "://" in uri and not uri.startswith("file://"):
        raise MlflowException("The address %s cannot be read here." % uri)
    return None


def download(uri, target=None):
    """The files of an address as a file or folder of this machine."""
    place = resolve(uri)
    if place is None:
        return re.sub("^file://", "", str(uri))
    store, path = place
    names = [n for n in _rest.list_blobs(store, path) if n == path or n.startswith(path + "/")]
    if not names:
        raise MlflowException("There is nothing at %s." % uri, "RESOURCE_DOES_NOT_EXIST")
    if not target:
        target = tempfile.mkdtemp(prefix="mlflow-")
        atexit.register(shutil.rmtree, target, ignore_errors=True)
    root = os.path.join(target, os.path.basename(path))
    for name in names:
        file = root + name[len(path):]
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as out:
            out.write(_rest.get_blob(store, name))
    return root


def upload(local, run_id, path=""):
    if os.path.isdir(local):
        for folder, _, names in os.walk(local):
            for name in names:
                file = os.path.join(folder, name)
                _put(file, run_id, path, os.path.relpath(file, local))
    else:
        _put(local, run_id, path, os.path.basename(local))


def _put(file, run_id, path, name):
    with open(file, "rb") as content:
        blob = of_run(run_id, "/".join(part for part in (path, name.replace(os.sep, "/")) if part))
        _rest.put_blob(ARTIFACTS, blob, content.read())
