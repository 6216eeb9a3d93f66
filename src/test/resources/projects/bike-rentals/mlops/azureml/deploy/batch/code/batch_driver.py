"""Scores files of rows."""
import glob
import os

import mlflow.pyfunc
import pandas as pd


def init():
    global model
    found = glob.glob(os.path.join(os.environ["AZUREML_MODEL_DIR"], "**", "MLmodel"), recursive=True)
    model = mlflow.pyfunc.load_model(os.path.dirname(sorted(found)[0]))


def run(mini_batch):
    answers = []
    for file in mini_batch:
        answers += [[answer] for answer in model.predict(pd.read_csv(file))]
    return pd.DataFrame(answers)
