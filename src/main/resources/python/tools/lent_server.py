"""Serves a model or a scoring script: a line of JSON in, a line of JSON out.

Standard output belongs to this talk; whatever the script prints goes to standard error.
"""
import json
import os
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

_talk = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
sys.stdout = sys.stderr
_lock = threading.Lock()


def say(message):
    line = json.dumps(message)
    with _lock:
        _talk.write(line + "\n")
        _talk.flush()


class Script:
    def __init__(self, path):
        import lent_entry

        self.module = lent_entry.load(path)

    def score(self, order):
        result = self.module.run(order["body"])
        json.dumps(result)  # what cannot be written is the script's mistake
        return result

    def files(self, order):
        import lent_batch

        return lent_batch.lines(self.module.run(order["files"]))


class Mlflow:
    def __init__(self, path):
        import mlflow.pyfunc

        self.model = mlflow.pyfunc.load_model(path)

    def _schema(self):
        metadata = self.model.metadata
        return metadata.get_input_schema() if metadata is not None else None

    def predict(self, order):
        import numpy
        import pandas

        rows = [[numpy.nan if cell is None else cell for cell in row] for row in order["data"]]
        schema = self._schema()
        if order["columns"]:
            data = pandas.DataFrame(rows, columns=order["columns"])
            self._widen(data, schema)
        elif schema is not None and not schema.is_tensor_spec():
            data = pandas.DataFrame(rows)
        else:
            data = numpy.array(rows)
        return self._plain(self.model.predict(data))

    @staticmethod
    def _widen(data, schema):
        """JSON knows one kind of number: as the service casts before MLflow checks."""
        if schema is None:
            return
        for column in json.loads(schema.to_json() if hasattr(schema, "to_json") else "[]"):
            name = column.get("name")
            if name in data.columns and data[name].dtype.kind in "if":
                if column["type"] in ("double", "float"):
                    data[name] = data[name].astype("float64" if column["type"] == "double" else "float32")
                elif column["type"] in ("long", "integer") and (data[name] == data[name].round()).all():
                    data[name] = data[name].astype("int64" if column["type"] == "long" else "int32")

    @staticmethod
    def _plain(result):
        if hasattr(result, "to_dict") and hasattr(result, "columns"):
            return json.loads(result.to_json(orient="records", double_precision=15))
        return result.tolist() if hasattr(result, "tolist") else result


def _hint(error):
    """What a script most often lacks: a package, or its model where it looks for it."""
    if isinstance(error, ModuleNotFoundError):
        return (" (emulator: environments are not built here. Unless %s is a file beside the script, install it for %s, or"
                " name another Python in modelrelease.emulator.python; on Azure the environment has to have it.)"
                % ((error.name or "it").split(".")[0], sys.executable))
    models = os.environ.get("AZUREML_MODEL_DIR", "")
    if not models or models not in str(error):
        return ""
    return " (emulator: AZUREML_MODEL_DIR is %s, and holds %s)" % (models, ", ".join(sorted(os.listdir(models))))


def main():
    settings = json.loads(sys.argv[1])
    try:
        served = Mlflow(settings["model"]) if settings["kind"] == "mlflow" else Script(settings["script"])
    except BaseException as e:
        traceback.print_exc()
        sys.stderr.flush()
        say({"ready": False, "error": "%s: %s%s" % (type(e).__name__, e, _hint(e))})
        sys.exit(1)
    say({"ready": True})

    def work(order):
        try:
            result = getattr(served, order["call"])(order)
            say({"id": order["id"], "result": result})
        except BaseException as e:
            traceback.print_exc()
            sys.stderr.flush()
            say({"id": order["id"], "error": "%s: %s" % (type(e).__name__, e)})

    with ThreadPoolExecutor(max_workers=settings["threads"]) as pool:
        for line in sys.stdin:
            pool.submit(work, json.loads(line))


if __name__ == "__main__":
    main()
