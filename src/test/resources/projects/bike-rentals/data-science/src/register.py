"""Registers the model, if the evaluation says so."""
import argparse
import json
from pathlib import Path

import mlflow
import mlflow.sklearn


def main(args):
    deploy = int((Path(args.evaluation_output) / "deploy_flag").read_text())
    mlflow.log_metric("deploy flag", deploy)
    if not deploy:
        print("The model is not registered.")
        return
    model = mlflow.sklearn.load_model(args.model_path)
    mlflow.sklearn.log_model(model, args.model_name)
    run = mlflow.active_run().info.run_id
    version = mlflow.register_model("runs:/%s/%s" % (run, args.model_name), args.model_name).version
    info = {"id": "%s:%s" % (args.model_name, version)}
    (Path(args.model_info_output_path) / "model_info.json").write_text(json.dumps(info))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model_name")
    parser.add_argument("--model_path")
    parser.add_argument("--evaluation_output")
    parser.add_argument("--model_info_output_path")
    mlflow.start_run()
    main(parser.parse_args())
    mlflow.end_run()
