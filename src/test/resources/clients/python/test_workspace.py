"""What a workspace says of itself."""

import unittest

import aim
from azure.core.exceptions import ResourceNotFoundError


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
