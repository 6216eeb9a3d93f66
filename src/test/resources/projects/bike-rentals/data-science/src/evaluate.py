"""Measures the new model, and every version that is registered, on the same rows."""
import argparse
from pathlib import Path

import mlflow
import mlflow.pyfunc
import mlflow.sklearn
import pandas as pd
from mlflow.tracking import MlflowClient
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

from columns import FEATURES, LABEL


def main(args):
    rows = pd.read_csv(Path(args.test_data) / "test.csv")
    model = mlflow.sklearn.load_model(args.model_input)
    answers = model.predict(rows[FEATURES])
    r2 = r2_score(rows[LABEL], answers)
    mlflow.log_metric("test r2", r2)
    mlflow.log_metric("test rmse", mean_squared_error(rows[LABEL], answers) ** 0.5)
    mlflow.log_metric("test mae", mean_absolute_error(rows[LABEL], answers))
    others = {}
    for version in MlflowClient().search_model_versions("name='%s'" % args.model_name):
        other = mlflow.pyfunc.load_model("models:/%s/%s" % (args.model_name, version.version))
        others[version.version] = r2_score(rows[LABEL], other.predict(rows[FEATURES]))
    deploy = int(not others or r2 >= max(others.values()) - 0.05)
    print("others", others, "deploy", deploy)
    output = Path(args.evaluation_output)
    rows[FEATURES].assign(real=rows[LABEL], predicted=answers).to_csv(output / "predictions.csv")
    (output / "deploy_flag").write_text(str(deploy))
    mlflow.log_metric("deploy flag", bool(deploy))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model_name")
    parser.add_argument("--model_input")
    parser.add_argument("--test_data")
    parser.add_argument("--evaluation_output")
    mlflow.start_run()
    main(parser.parse_args())
    mlflow.end_run()
