from mlflow.tracking import MlflowClient
