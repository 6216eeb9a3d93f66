"""A registry: assets created in it from files, shared to it from a workspace, found and downloaded."""

import pathlib
import tempfile
import unittest

import aim
from azure.ai.ml import Input, Output, command, load_component
from azure.ai.ml.entities import Environment, Model
from azure.ai.ml.exceptions import ValidationException
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

COMPONENT = """
name: shared_component
version: 1
type: command
command: echo hello
environment: azureml://registries/mlr-staging/environments/shared-env/versions/1
"""


def folder(text):
    path = pathlib.Path(tempfile.mkdtemp()) / "model"
    path.mkdir()
    (path / "weights.txt").write_text(text)
    return path


class RegistryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.registry = aim.registry()
        cls.workspace = aim.workspace()

    def test_creates_a_model_from_files_and_downloads_it(self):
        registry = self.registry
        created = registry.models.create_or_update(Model(name="from-files", version="1", path=folder("w"), type="custom_model"))
        self.assertEqual("azureml://registries/mlr-staging/models/from-files/versions/1", created.id)
        found = registry.models.get("from-files", "1")
        self.assertEqual("custom_model", found.type)
        self.assertEqual(["1"], [version.version for version in registry.models.list("from-files")])
        target = pathlib.Path(tempfile.mkdtemp())
        registry.models.download("from-files", "1", download_path=target)
        self.assertEqual(["w"], [path.read_text() for path in target.rglob("weights.txt")])

    def test_creates_environments_and_components(self):
        registry = self.registry
        registry.environments.create_or_update(Environment(name="shared-env", version="1", image="debian:12"))
        self.assertEqual("debian:12", registry.environments.get("shared-env", "1").image)
        path = pathlib.Path(tempfile.mkdtemp()) / "component.yml"
        path.write_text(COMPONENT)
        created = registry.components.create_or_update(load_component(source=path))
        self.assertEqual("1", created.version)
        self.assertEqual("shared_component", registry.components.get("shared_component", "1").name)

    def test_shares_a_model_of_a_workspace(self):
        self.workspace.models.create_or_update(Model(name="shared", version="1", path=folder("s"), type="custom_model"))
        model = self.workspace.models._prepare_to_copy(self.workspace.models.get("shared", "1"), "shared", "1")
        self.registry.models.create_or_update(model)
        found = aim.eventually(lambda: self.registry.models.get("shared", "1"), ResourceNotFoundError)
        self.assertEqual("1", found.version)
        target = pathlib.Path(tempfile.mkdtemp())
        self.registry.models.download("shared", "1", download_path=target)
        self.assertEqual(["s"], [path.read_text() for path in target.rglob("weights.txt")])

    def test_jobs_use_what_is_in_it_by_version_and_label(self):
        registry, client = self.registry, self.workspace
        registry.environments.create_or_update(Environment(name="used", version="a", image="debian:12"))
        registry.models.create_or_update(Model(name="used", version="1", path=folder("w"), type="custom_model"))
        submitted = client.jobs.create_or_update(
            command(
                command="cat ${{inputs.model}}/weights.txt > ${{outputs.out}}/copy.txt",
                environment="azureml://registries/mlr-staging/environments/used/labels/latest",
                inputs={"model": Input(type="custom_model", path="azureml://registries/mlr-staging/models/used/versions/1")},
                outputs={"out": Output(type="uri_folder")},
                compute=aim.cluster(client),
            )
        )
        client.jobs.stream(submitted.name)
        target = pathlib.Path(tempfile.mkdtemp())
        client.jobs.download(submitted.name, download_path=target, output_name="out")
        self.assertEqual(["w"], [path.read_text() for path in target.rglob("copy.txt")])

    def test_lists_what_it_has_and_never_changes_it(self):
        registry = self.registry
        for version in ("1", "2"):
            registry.models.create_or_update(Model(name="kept", version=version, path=folder(version), type="custom_model"))
        self.assertEqual(["2", "1"], [one.version for one in registry.models.list("kept")])
        self.assertIn(("kept", "2"), [(one.name, one.latest_version) for one in registry.models.list()])
        with self.assertRaises(ResourceExistsError):
            registry.models.archive("kept", version="1")
        with self.assertRaises(ValidationException):
            registry.models.create_or_update(Model(name="kept", path=folder("3"), type="custom_model"))

    def test_what_is_not_there_is_refused(self):
        with self.assertRaises(ResourceNotFoundError):
            self.registry.models.get("nobody", "1")
        with self.assertRaises(ResourceNotFoundError):
            self.registry.models.download("nobody", "1")
        with self.assertRaises(ResourceNotFoundError):
            list(self.registry.models.list("nobody"))


if __name__ == "__main__":
    unittest.main()
