"""A small MLflow that the emulator lends to a Python that has none.

A real one, wherever on the path, takes its place as soon as this one is imported.
"""
import importlib
import importlib.machinery
import os
import sys

_LENT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_others = [entry for entry in sys.path if os.path.abspath(entry or ".") != _LENT]
_real = importlib.machinery.PathFinder.find_spec("mlflow", _others)

if _real is not None and _real.origin:
    sys.path[:] = _others
    del sys.modules["mlflow"]
    importlib.import_module("mlflow")
else:
    __version__ = "2.16.2"
    print(
        "emulator: this Python has no mlflow; a small one is lent to it (runs, metrics, params,"
        " tags, artifacts, models of sklearn, xgboost and pyfunc, the registry).",
        file=sys.stderr,
        flush=True,
    )
    from mlflow import artifacts, exceptions, models, pyfunc, sklearn, tracking, xgboost
    from mlflow._fluent import *  # noqa: F403
    from mlflow._registry import register_model
    from mlflow.exceptions import MlflowException
    from mlflow.tracking import MlflowClient

    def __getattr__(name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            "mlflow.%s is not in the small mlflow that the emulator lends: install mlflow for the"
            " Python of modelrelease.emulator.python." % name
        )
