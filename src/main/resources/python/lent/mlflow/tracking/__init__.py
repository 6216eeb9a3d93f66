from mlflow import _fluent, _places, _registry, _rest
from mlflow._entities import Run
from mlflow._fluent import get_tracking_uri, set_tracking_uri


class MlflowClient:
    """The calls of MLflow's client that scripts around a release use."""

    def __init__(self, tracking_uri=None, registry_uri=None):
        if tracking_uri:
            set_tracking_uri(tracking_uri)

    def get_run(self, run_id):
        return _fluent.get_run(run_id)

    def create_run(self, experiment_id, start_time=None, tags=None, run_name=None):
        body = {"experiment_id": experiment_id, "start_time": start_time or _fluent.now(), "tags": _fluent.pairs(tags or {})}
        if run_name:
            body["run_name"] = run_name
        return Run(_rest.mlflow("POST", "runs/create", body)["run"])

    def set_terminated(self, run_id, status="FINISHED", end_time=None):
        body = {"run_id": run_id, "status": status, "end_time": end_time or _fluent.now()}
        _rest.mlflow("POST", "runs/update", body)

    def search_runs(self, experiment_ids, filter_string="", max_results=1000, order_by=None, **_):
        body = {"experiment_ids": list(experiment_ids), "filter": filter_string, "max_results": max_results, "order_by": order_by or []}
        return [Run(run) for run in _rest.mlflow("POST", "runs/search", body).get("runs", [])]

    def get_experiment_by_name(self, name):
        return _fluent.get_experiment_by_name(name)

    def get_experiment(self, experiment_id):
        return _fluent.get_experiment(experiment_id)

    def create_experiment(self, name, **_):
        return _fluent.create_experiment(name)

    def log_metric(self, run_id, key, value, timestamp=None, step=None, **_):
        _fluent.batch(run_id, metrics=[_fluent.metric(key, value, step, timestamp)])

    def log_param(self, run_id, key, value, **_):
        _fluent.batch(run_id, params=_fluent.pairs({key: value}))

    def set_tag(self, run_id, key, value, **_):
        _fluent.batch(run_id, tags=_fluent.pairs({key: value}))

    def log_artifact(self, run_id, local_path, artifact_path=None):
        _places.upload(str(local_path), run_id, artifact_path or "")

    def log_artifacts(self, run_id, local_dir, artifact_path=None):
        _places.upload(str(local_dir), run_id, artifact_path or "")

    def download_artifacts(self, run_id, path, dst_path=None):
        return _places.download("runs:/%s/%s" % (run_id, path), dst_path)

    def search_model_versions(self, filter_string=None, **_):
        return _registry.search(filter_string)

    def get_model_version(self, name, version):
        return _registry.version(name, version)

    def get_latest_versions(self, name, stages=None):
        return _registry.versions(name)[:1]

    def get_registered_model(self, name):
        return _registry.model(name)

    def search_registered_models(self, **_):
        return _registry.models()

    def create_registered_model(self, name, **_):
        return _rest.arm("PUT", "models/" + name, {"properties": {}})

    def create_model_version(self, name, source, run_id=None, tags=None, **_):
        return _registry.register_model(source, name, tags=tags)

    def set_model_version_tag(self, name, version, key, value):
        _registry.tag(name, version, key, value)
