class MlflowException(Exception):
    """As MLflow's: a message and an error code."""

    def __init__(self, message, error_code="INTERNAL_ERROR", **_):
        super().__init__(message)
        self.message = message
        self.error_code = error_code


class RestException(MlflowException):
    pass
