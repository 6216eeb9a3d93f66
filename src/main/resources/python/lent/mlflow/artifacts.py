from mlflow import _places


def download_artifacts(artifact_uri=None, run_id=None, artifact_path=None, dst_path=None, **_):
    uri = artifact_uri or "runs:/%s/%s" % (run_id, artifact_path or "")
    return _places.download(uri, dst_path)
