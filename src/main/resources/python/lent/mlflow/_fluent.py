"""mlflow.start_run, mlflow.log_metric and their like: the run of this process."""
import json
import numbers
import os
import tempfile
import time

from mlflow import _places, _rest
from mlflow._entities import Experiment, Run
from mlflow._rest import get_tracking_uri, set_tracking_uri
from mlflow.exceptions import MlflowException

__all__ = [
    "set_tracking_uri", "get_tracking_uri", "set_registry_uri", "set_experiment",
    "get_experiment", "get_experiment_by_name", "create_experiment", "start_run", "end_run",
    "active_run", "last_active_run", "get_run", "log_metric", "log_metrics", "log_param",
    "log_params", "set_tag", "set_tags", "log_artifact", "log_artifacts", "log_dict", "log_text",
    "log_figure", "get_artifact_uri", "autolog", "ActiveRun",
]

BATCH = 100
_active = []
_last = None
_experiment = None
_taken = False


class ActiveRun(Run):
    def __init__(self, answer, own):
        super().__init__(answer)
        self.own = own

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        end_run("FINISHED" if kind is None else "FAILED")
        return kind is None


def now():
    return int(time.time() * 1000)


def set_registry_uri(uri):
    """The registry is the workspace's own."""


def get_experiment_by_name(name):
    try:
        answer = _rest.mlflow("GET", "experiments/get-by-name", experiment_name=name)
    except MlflowException as e:
        if e.error_code == "RESOURCE_DOES_NOT_EXIST":
            return None
        raise
    return Experiment(**answer["experiment"])


def get_experiment(experiment_id):
    answer = _rest.mlflow("GET", "experiments/get", experiment_id=experiment_id)
    return Experiment(**answer["experiment"])


def create_experiment(name, **_):
    return _rest.mlflow("POST", "experiments/create", {"name": name})["experiment_id"]


def set_experiment(experiment_name=None, experiment_id=None):
    global _experiment
    if experiment_id is None:
        found = get_experiment_by_name(experiment_name)
        experiment_id = found.experiment_id if found else create_experiment(experiment_name)
    _experiment = experiment_id
    return get_experiment(experiment_id)


def start_run(run_id=None, experiment_id=None, run_name=None, nested=False, tags=None, **_):
    """The job's own run where there is one that was not taken yet; else a new one."""
    global _taken
    if _active and not nested:
        raise MlflowException(
            "Run with UUID %s is already active. To start a new run, first end the current run with"
            " mlflow.end_run(). To start a nested run, call start_run with nested=True"
            % _active[-1].info.run_id
        )
    given = os.environ.get("MLFLOW_RUN_ID", "")
    if run_id is None and given and not _taken and not nested:
        run_id, _taken = given, True
    if run_id:
        run = ActiveRun(_rest.mlflow("GET", "runs/get", run_id=run_id)["run"], own=False)
    else:
        all_tags = dict(tags or {})
        if _active:
            all_tags["mlflow.parentRunId"] = _active[-1].info.run_id
        body = {
            "experiment_id": experiment_id or _experiment or os.environ.get("MLFLOW_EXPERIMENT_ID") or set_experiment("Default").experiment_id,
            "start_time": now(),
            "tags": [{"key": k, "value": str(v)} for k, v in all_tags.items()],
        }
        if run_name:
            body["run_name"] = run_name
        run = ActiveRun(_rest.mlflow("POST", "runs/create", body)["run"], own=True)
    _active.append(run)
    if tags and not run.own:
        set_tags(tags)
    return run


def end_run(status="FINISHED"):
    """A job's run ends with the job."""
    global _last
    if _active:
        _last = _active.pop()
        if _last.own:
            body = {"run_id": _last.info.run_id, "status": status, "end_time": now()}
            _rest.mlflow("POST", "runs/update", body)


def active_run():
    return _active[-1] if _active else None


def last_active_run():
    return active_run() or _last


def current():
    return (active_run() or start_run()).info.run_id


def get_run(run_id):
    return Run(_rest.mlflow("GET", "runs/get", run_id=run_id)["run"])


def number(key, value):
    if hasattr(value, "item"):
        value = value.item()
    if not isinstance(value, numbers.Number):
        raise MlflowException(
            "Got invalid value %r for metric '%s'. Please specify value as a valid double"
            % (value, key), "INVALID_PARAMETER_VALUE")
    return float(value)


def batch(run_id, metrics=(), params=(), tags=()):
    def some(items, at):
        return list(items)[at:at + BATCH]

    longest = max(len(metrics), len(params), len(tags))
    for at in range(0, longest, BATCH):
        body = {"run_id": run_id, "metrics": some(metrics, at), "params": some(params, at), "tags": some(tags, at)}
        text = json.dumps(body)
        if "NaN" in text or "Infinity" in text:  # protocol buffers write those as text
            for metric in body["metrics"]:
                if metric["value"] != metric["value"] or abs(metric["value"]) == float("inf"):
                    metric["value"] = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(metric["value"])]
        _rest.mlflow("POST", "runs/log-batch", body)


def metric(key, value, step, timestamp=None):
    return {"key": key, "value": number(key, value), "timestamp": timestamp or now(), "step": int(step or 0)}


def pairs(values):
    return [{"key": str(k), "value": str(v)} for k, v in values.items()]


def log_metric(key, value, step=None, **_):
    batch(current(), metrics=[metric(key, value, step)])


def log_metrics(metrics, step=None, **_):
    batch(current(), metrics=[metric(key, value, step) for key, value in metrics.items()])


def log_param(key, value, **_):
    batch(current(), params=pairs({key: value}))
    return value


def log_params(params, **_):
    batch(current(), params=pairs(params))


def set_tag(key, value, **_):
    batch(current(), tags=pairs({key: value}))


def set_tags(tags, **_):
    batch(current(), tags=pairs(tags))


def log_artifact(local_path, artifact_path=None, run_id=None):
    _places.upload(str(local_path), run_id or current(), artifact_path or "")


def log_artifacts(local_dir, artifact_path=None, run_id=None):
    _places.upload(str(local_dir), run_id or current(), artifact_path or "")


def log_text(text, artifact_file, run_id=None):
    _rest.put_blob(
        _places.ARTIFACTS, _places.of_run(run_id or current(), artifact_file), text.encode())


def log_dict(dictionary, artifact_file, run_id=None):
    log_text(json.dumps(dictionary, indent=2, default=str), artifact_file, run_id)


def log_figure(figure, artifact_file, **_):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, os.path.basename(artifact_file))
        figure.savefig(file)
        log_artifact(file, os.path.dirname(artifact_file))


def get_artifact_uri(artifact_path=None):
    return "azureml://datastores/%s/%s" % (
        _places.ARTIFACTS, _places.of_run(current(), artifact_path or ""))


def autolog(*_, **__):
    """Takes note and logs nothing."""
    print("emulator: the mlflow that is lent has no autologging: nothing is logged by itself.", flush=True)
