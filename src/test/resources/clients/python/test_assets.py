"""Data, models, environments and components by version and label: made, numbered, changed, put away, refused, downloaded."""

import pathlib
import tempfile
import unittest

import aim
from azure.ai.ml import command, load_component
from azure.ai.ml._restclient.v2022_10_01_preview.models import ListViewType
from azure.ai.ml.entities import BuildContext, Data, Environment, Model
from azure.ai.ml.exceptions import ValidationException
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

COMPONENT = """
name: %s
version: 1
type: command
command: %s
environment: azureml:plain@latest
inputs:
  a: {type: number, default: 1}
"""


def file(text, name="rows.csv"):
    path = pathlib.Path(tempfile.mkdtemp()) / name
    path.write_text(text)
    return path


def folder(text):
    path = pathlib.Path(tempfile.mkdtemp()) / "model"
    path.mkdir()
    (path / "weights.txt").write_text(text)
    return path


class AssetsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = aim.workspace()
        cls.client.environments.create_or_update(Environment(name="plain", version="1", image="debian:12"))

    def refused(self, kind, call, *arguments, **more):
        with self.assertRaises(kind) as raised:
            call(*arguments, **more)
        return raised.exception

    def versions(self, listed):
        return [one.version for one in listed]

    def test_data_are_numbered_found_by_label_and_put_away(self):
        data = self.client.data
        rows = file("a\n")
        data.create_or_update(Data(name="found", path=rows, type="uri_file", tags={"a": "b"}, description="first"))
        self.assertEqual("2", data.create_or_update(Data(name="found", path=rows, type="uri_file")).version)
        again = data.create_or_update(Data(name="found", version="2", path=rows, type="uri_file", tags={"n": "1"}))
        self.assertEqual(("2", {"n": "1"}), (again.version, dict(again.tags)))
        self.assertEqual(("2", "first"), (data.get("found", label="latest").version, data.get("found", "1").description))
        data.archive("found", label="latest")
        self.assertEqual(["1"], self.versions(data.list("found")))
        self.assertEqual(["2"], self.versions(data.list("found", list_view_type=ListViewType.ARCHIVED_ONLY)))
        self.assertEqual("1", data.get("found", label="latest").version)
        data.restore("found", version="2")
        data.archive("found")
        self.assertNotIn("found", [one.name for one in data.list()])
        data.restore("found")
        found = next(one for one in data.list() if one.name == "found")
        self.assertEqual(("2", "uri_file"), (found.latest_version, found.type))

    def test_data_may_lie_anywhere(self):
        data = self.client.data
        for uri in (
            "https://example.org/rows.csv",
            "wasbs://rows@elsewhere.blob.core.windows.net/rows.csv",
            "azureml://datastores/workspaceblobstore/paths/not/yet/there.csv",
        ):
            with self.subTest(uri=uri):
                self.assertTrue(data.create_or_update(Data(name="anywhere", path=uri, type="uri_file")).path.startswith(uri[:10]))
        table = pathlib.Path(tempfile.mkdtemp()) / "table"
        table.mkdir()
        (table / "MLTable").write_text("paths:\n  - file: ./a.csv\n")
        (table / "a.csv").write_text("a\n1\n")
        self.assertEqual("mltable", data.create_or_update(Data(name="table", path=str(table), type="mltable")).type)

    def test_data_are_refused_as_azure_refuses_them(self):
        data = self.client.data
        data.create_or_update(Data(name="fixed", version="1", path=file("a\n"), type="uri_file"))
        other = Data(name="fixed", version="1", path=file("b\n"), type="uri_file")
        self.assertIn("the existing asset's data uri cannot be changed", str(self.refused(HttpResponseError, data.create_or_update, other)))
        self.refused(ResourceNotFoundError, data.get, "fixed", "9")
        self.refused(ResourceNotFoundError, data.get, "none", label="latest")
        self.refused(ValidationException, data.get, "fixed", label="newest")
        self.refused(ResourceNotFoundError, lambda: list(data.list("none")))
        self.refused(ResourceNotFoundError, data.archive, "none", version="1")

    def test_models_are_changed_put_away_and_downloaded(self):
        models = self.client.models
        made = Model(name="kept", path=folder("w"), flavors={"python_function": {"x": "y"}}, properties={"p": "1"})
        models.create_or_update(made)
        self.assertEqual("2", models.create_or_update(Model(name="kept", path=file("x", "model.bin"))).version)
        self.assertEqual("2", models.get("kept", label="latest").version)
        first = models.get("kept", "1")
        self.assertEqual({"python_function": {"x": "y"}}, first.flavors)
        first.tags, first.description, first.properties = {"z": "1"}, "new", {"p": "2"}
        models.create_or_update(first)
        found = models.get("kept", "1")
        self.assertEqual(({"z": "1"}, "new", {"p": "2"}), (dict(found.tags), found.description, dict(found.properties)))
        for version, name in (("1", "weights.txt"), ("2", "model.bin")):
            target = pathlib.Path(tempfile.mkdtemp())
            models.download("kept", version, download_path=target)
            self.assertEqual([name], [path.name for path in target.rglob("*") if path.is_file()])
        models.archive("kept", version="1")
        self.assertEqual(["2"], self.versions(models.list("kept")))
        models.restore("kept", version="1")
        models.archive("kept")
        self.assertIn("kept", [one.name for one in models.list(list_view_type=ListViewType.ARCHIVED_ONLY)])
        models.restore("kept")

    def test_models_are_refused_as_azure_refuses_them(self):
        models = self.client.models
        models.create_or_update(Model(name="fixed", version="1", path=folder("w")))
        other = Model(name="fixed", version="1", path=folder("other"))
        self.assertIn("Asset paths cannot be updated.", str(self.refused(HttpResponseError, models.create_or_update, other)))
        nothing = Model(name="empty", path="azureml://datastores/workspaceblobstore/paths/none/")
        self.assertIn("No blobs found", str(self.refused(HttpResponseError, models.create_or_update, nothing)))
        self.refused(HttpResponseError, models.create_or_update, Model(name="gone", path="azureml://jobs/none/outputs/x/paths/y"))
        self.refused(ResourceNotFoundError, models.download, "fixed", "9")
        self.refused(ResourceNotFoundError, models.archive, "none")

    def test_environments_get_a_time_for_a_version(self):
        environments = self.client.environments
        context = pathlib.Path(tempfile.mkdtemp()) / "context"
        context.mkdir()
        (context / "Dockerfile").write_text("FROM debian:12\n")
        built = Environment(name="built", build=BuildContext(path=str(context)))
        self.assertEqual("1", environments.create_or_update(built).version)
        again = environments.create_or_update(Environment(name="built", build=BuildContext(path=str(context))))
        self.assertRegex(again.version, r"^\d{4}(-\d\d){5}-\d{7}$")
        self.assertEqual(again.version, environments.get("built", label="latest").version)
        self.refused(
            HttpResponseError, environments.create_or_update, Environment(name="plain", version="1", image="debian:13")
        )
        self.refused(ResourceNotFoundError, environments.get, "none", "1")

    def test_components_are_described_anew_but_not_changed(self):
        components = self.client.components
        components.create_or_update(load_component(file(COMPONENT % ("told", "echo 1"), "component.yml")))
        found = components.get("told", "1")
        self.assertTrue(found.environment.endswith("/environments/plain/versions/1"))
        found.description, found.display_name, found.tags = "new", "Told", {"a": "b"}
        changed = components.create_or_update(found)
        self.assertEqual(("new", "Told", {"a": "b"}), (changed.description, changed.display_name, dict(changed.tags)))
        other = load_component(file(COMPONENT % ("told", "echo 2"), "component.yml"))
        self.refused(HttpResponseError, components.create_or_update, other)
        unnumbered = load_component(file(COMPONENT.replace("version: 1\n", "") % ("told", "echo 2"), "component.yml"))
        newest = components.create_or_update(unnumbered).version
        self.assertEqual(newest, components.get("told").version)
        self.assertEqual(newest, components.get("told", label="latest").version)
        self.assertEqual({newest, "1"}, set(self.versions(components.list("told"))))
        components.archive("told", version="1")
        self.assertEqual([newest], self.versions(components.list("told")))
        components.restore("told", version="1")
        self.refused(ResourceNotFoundError, components.get, "none")
        self.assertEqual("told", load_component(client=self.client, name="told", version="1").name)

    def test_what_a_job_made_is_registered_and_downloaded(self):
        client = self.client
        submitted = client.jobs.create_or_update(
            command(
                command="mkdir -p outputs/m && echo w > outputs/m/weights.txt && echo o > ${{outputs.out}}/weights.txt",
                environment="plain@latest",
                compute=aim.cluster(client),
                outputs={"out": {"type": "uri_folder"}},
            )
        )
        client.jobs.stream(submitted.name)
        for path, text in (
            (f"azureml://jobs/{submitted.name}/outputs/out/paths/", "o"),
            (f"azureml://jobs/{submitted.name}/outputs/artifacts/paths/outputs/m/", "w"),
            (f"runs:/{submitted.name}/outputs/m", "w"),
        ):
            with self.subTest(path=path):
                model = client.models.create_or_update(Model(name="made", path=path))
                target = pathlib.Path(tempfile.mkdtemp())
                client.models.download("made", model.version, download_path=target)
                self.assertEqual([text + "\n"], [found.read_text() for found in target.rglob("weights.txt")])
