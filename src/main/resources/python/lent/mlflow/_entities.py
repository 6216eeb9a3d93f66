"""What calls answer, with the attributes that scripts read."""


class Entity:
    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        return "<%s %s>" % (type(self).__name__, self.__dict__)


class RunInfo(Entity):
    pass


class RunData(Entity):
    pass


class Experiment(Entity):
    pass


class ModelVersion(Entity):
    pass


class RegisteredModel(Entity):
    pass


class ModelInfo(Entity):
    pass


class Run:
    def __init__(self, answer):
        info = dict(answer["info"])
        data = answer.get("data", {})
        self.info = RunInfo(**info)
        self.data = RunData(
            metrics={m["key"]: float(m["value"]) for m in data.get("metrics", [])},
            params={p["key"]: p["value"] for p in data.get("params", [])},
            tags={t["key"]: t["value"] for t in data.get("tags", [])},
        )
