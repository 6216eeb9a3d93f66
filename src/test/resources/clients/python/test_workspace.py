"""What a workspace says of itself."""

import json
import pathlib
import tempfile
import unittest

import aim
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AzureBlobDatastore
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError


class WorkspaceTest(unittest.TestCase):
    def test_gets_a_workspace(self):
        workspace = aim.workspace().workspaces.get("mlw-dev")
        self.assertEqual("mlw-dev", workspace.name)
        self.assertEqual("westeurope", workspace.location)
        self.assertIn("/mlflow/v1.0/", workspace.mlflow_tracking_uri)
        self.assertTrue(workspace.discovery_url)

    def test_an_unknown_workspace_is_not_found(self):
        with self.assertRaises(ResourceNotFoundError) as refused:
            aim.workspace().workspaces.get("mlw-none")
        self.assertEqual(404, refused.exception.status_code)

    def test_lists_workspaces_and_registries(self):
        client = aim.workspace()
        for scope in ("resource_group", "subscription"):
            with self.subTest(scope=scope):
                self.assertIn("mlw-staging", [one.name for one in client.workspaces.list(scope=scope)])
                self.assertIn("mlr-staging", [one.name for one in client.registries.list(scope=scope)])
        self.assertEqual("westeurope", client.registries.get("mlr-staging").location)
        with self.assertRaises(ResourceNotFoundError):
            client.registries.get("none")

    def test_is_found_by_a_file(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        place = {"subscription_id": aim.SUBSCRIPTION, "resource_group": aim.GROUP, "workspace_name": "mlw-dev"}
        (folder / "config.json").write_text(json.dumps(place))
        client = MLClient.from_config(aim.EmulatorCredential(), path=str(folder))
        self.assertEqual("mlw-dev", client.workspaces.get().name)

    def test_has_two_datastores(self):
        datastores = aim.workspace().datastores
        self.assertEqual(
            {"workspaceblobstore", "workspaceartifactstore"}, {one.name for one in datastores.list(include_secrets=True)}
        )
        self.assertEqual("workspaceblobstore", datastores.get_default().name)
        self.assertTrue(datastores.get("workspaceblobstore", include_secrets=True).credentials.sas_token)
        with self.assertRaises(ResourceNotFoundError):
            datastores.get("none")

    def test_registers_a_datastore(self):
        datastores = aim.workspace().datastores
        made = datastores.create_or_update(AzureBlobDatastore(name="x", account_name="a", container_name="b"))
        self.assertEqual(("a", "b"), (made.account_name, made.container_name))
        self.assertIn("x", {one.name for one in datastores.list()})
        datastores.delete("x")
        with self.assertRaises(ResourceNotFoundError):
            datastores.get("x")
        with self.assertRaises(HttpResponseError) as refused:
            datastores.delete("workspaceblobstore")
        self.assertEqual(400, refused.exception.status_code)
