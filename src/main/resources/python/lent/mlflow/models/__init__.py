from mlflow._model import Model
from mlflow.models.signature import ModelSignature, infer_signature
