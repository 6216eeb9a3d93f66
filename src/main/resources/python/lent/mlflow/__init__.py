"""A small MLflow that the emulator lends to a Python that has none.

A real one, wherever on the path, takes its place as soon as this one is imported.
"""
import _lent

if not _lent.gives_way("mlflow"):
    __version__ = "2.16.2"
    _lent.say(
        "this Python has no mlflow; a small one is lent to it (runs, metrics, params,"
        " tags, artifacts, models of sklearn, xgboost and pyfunc, the registry)."
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
