"""Splits the raw data into rows to learn from and rows to measure with."""
import argparse
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd

from columns import FEATURES, LABEL


def main(args):
    rows = pd.read_csv(Path(args.raw_data))[FEATURES + [LABEL]]
    chance = np.random.RandomState(args.seed).rand(len(rows))
    parts = {"train": rows[chance < 0.8], "test": rows[chance >= 0.8]}
    for name, part in parts.items():
        mlflow.log_metric("%s size" % name, part.shape[0])
        target = Path(getattr(args, name + "_data"))
        part.to_csv(target / (name + ".csv"), index=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--raw_data")
    parser.add_argument("--train_data")
    parser.add_argument("--test_data")
    parser.add_argument("--seed", type=int, default=7)
    mlflow.start_run()
    main(parser.parse_args())
    mlflow.end_run()
