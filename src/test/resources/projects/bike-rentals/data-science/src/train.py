"""Learns a forest, and writes it as an MLflow model."""
import argparse
from pathlib import Path

import mlflow
import mlflow.sklearn
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_squared_error, r2_score

from columns import FEATURES, LABEL


def main(args):
    rows = pd.read_csv(Path(args.train_data) / "train.csv")
    settings = {"n_estimators": args.trees, "max_depth": args.depth, "random_state": 0}
    mlflow.log_param("model", "RandomForestRegressor")
    mlflow.log_params(settings)
    model = RandomForestRegressor(**settings)
    model.fit(rows[FEATURES], rows[LABEL])
    answers = model.predict(rows[FEATURES])
    mlflow.log_metric("train r2", r2_score(rows[LABEL], answers))
    mlflow.log_metric("train rmse", mean_squared_error(rows[LABEL], answers) ** 0.5)
    report = Path("importance.txt")
    report.write_text("\n".join("%s %.4f" % pair for pair in zip(FEATURES, model.feature_importances_)))
    mlflow.log_artifact(str(report))
    mlflow.sklearn.save_model(sk_model=model, path=args.model_output)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--train_data")
    parser.add_argument("--model_output")
    parser.add_argument("--trees", type=int, default=30)
    parser.add_argument("--depth", type=int, default=8)
    mlflow.start_run()
    main(parser.parse_args())
    mlflow.end_run()
