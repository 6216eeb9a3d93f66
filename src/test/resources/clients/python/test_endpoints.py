"""Endpoints in use: deployed, asked, read about, scored in batches; and what they refuse."""

import json
import pathlib
import re
import tempfile
import unittest

import aim
from booster import MLMODEL
import numpy
import pandas
import xgboost
from azure.ai.ml import Input
from azure.ai.ml.constants import AssetTypes
from azure.ai.ml.entities import (
    AmlCompute,
    BatchDeployment,
    BatchEndpoint,
    ManagedOnlineDeployment,
    ManagedOnlineEndpoint,
    Model,
)
from azure.ai.ml.exceptions import ValidationException
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError


def train(folder, size=2):
    folder.mkdir()
    rows = pandas.DataFrame({"a": [1.0, 3.0], "b": [2.0, 4.0]})
    fitted = xgboost.XGBRegressor(n_estimators=size).fit(rows, numpy.array([1.0, 2.0]))
    fitted.save_model(folder / "model.json")
    (folder / "MLmodel").write_text(MLMODEL)
    return [float(value) for value in fitted.predict(rows)]


class EndpointsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = aim.workspace()
        folder = pathlib.Path(tempfile.mkdtemp()) / "model"
        cls.expected = train(folder)
        cls.model = cls.client.models.create_or_update(Model(name="scored", path=folder, type=AssetTypes.MLFLOW_MODEL))
        cls.request = pathlib.Path(tempfile.mkdtemp()) / "request.json"
        cls.request.write_text(
            json.dumps({"input_data": {"columns": ["a", "b"], "index": [0, 1], "data": [[1.0, 2.0], [3.0, 4.0]]}})
        )

    def online(self, name, *deployments, **more):
        self.client.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(name=name, auth_mode="key", **more)).result()
        for deployment in deployments:
            self.client.online_deployments.begin_create_or_update(
                ManagedOnlineDeployment(
                    name=deployment,
                    endpoint_name=name,
                    model=self.model.id,
                    instance_type="Standard_DS3_v2",
                    instance_count=1,
                )
            ).result()

    def traffic(self, name, **shares):
        endpoint = self.client.online_endpoints.get(name)
        endpoint.traffic = shares
        return self.client.online_endpoints.begin_create_or_update(endpoint).result()

    def answers(self, *arguments, **more):
        return json.loads(self.client.online_endpoints.invoke(*arguments, request_file=str(self.request), **more))

    def test_serves_one_of_two_deployments(self):
        client = self.client
        self.online("serving", "blue", "green", tags={"team": "a"})
        found = client.online_deployments.get("blue", "serving")
        self.assertEqual("Succeeded", found.provisioning_state)
        self.assertEqual("Standard_DS3_v2", found.instance_type)
        self.assertEqual({"blue", "green"}, {one.name for one in client.online_deployments.list("serving")})
        self.assertEqual({"blue": 90, "green": 10}, self.traffic("serving", blue=90, green=10).traffic)
        numpy.testing.assert_allclose(self.answers("serving"), self.expected, rtol=1e-5)
        numpy.testing.assert_allclose(self.answers("serving", deployment_name="green"), self.expected, rtol=1e-5)
        endpoint = client.online_endpoints.get("serving")
        self.assertTrue(endpoint.scoring_uri.endswith("/score"))
        self.assertTrue(endpoint.openapi_uri.endswith("/swagger.json"))
        self.assertEqual({"team": "a"}, dict(endpoint.tags))
        self.assertIn("serving", [one.name for one in client.online_endpoints.list()])

    def test_gives_keys_and_makes_new_ones(self):
        client = self.client
        self.online("keyed")
        before = client.online_endpoints.get_keys("keyed")
        self.assertTrue(before.primary_key and before.secondary_key)
        client.online_endpoints.begin_regenerate_keys("keyed", key_type="primary").wait()
        after = client.online_endpoints.get_keys("keyed")
        self.assertNotEqual(before.primary_key, after.primary_key)
        self.assertEqual(before.secondary_key, after.secondary_key)

    def test_gives_tokens_where_those_are_asked_for(self):
        client = self.client
        client.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(name="tokens", auth_mode="aml_token")).result()
        self.assertTrue(client.online_endpoints.get_keys("tokens").access_token)

    def test_reads_logs_and_scales(self):
        client = self.client
        self.online("logging", "blue")
        self.assertTrue(client.online_deployments.get_logs("blue", "logging", lines=50))
        self.assertIsNotNone(client.online_deployments.get_logs("blue", "logging", lines=5, container_type="storage-initializer"))
        deployment = client.online_deployments.get("blue", "logging")
        deployment.instance_count = 2
        client.online_deployments.begin_create_or_update(deployment).result()
        self.assertEqual(2, client.online_deployments.get("blue", "logging").instance_count)

    def test_refuses_what_azure_refuses(self):
        client = self.client
        self.online("refusing", "blue")
        for shares in ({"blue": 50}, {"blue": 110}, {"none": 100}):
            with self.subTest(shares=shares), self.assertRaises(HttpResponseError) as refused:
                self.traffic("refusing", **shares)
            self.assertEqual(400, refused.exception.status_code)
        self.traffic("refusing", blue=100)
        with self.assertRaises(HttpResponseError) as refused:
            client.online_deployments.begin_delete("blue", "refusing").wait()
        self.assertIn("traffic", str(refused.exception))
        with self.assertRaises(ResourceNotFoundError):
            client.online_endpoints.get("nowhere")
        with self.assertRaises(ResourceNotFoundError):
            client.online_deployments.get("none", "refusing")
        with self.assertRaises(HttpResponseError) as refused:
            client.online_deployments.begin_create_or_update(
                ManagedOnlineDeployment(
                    name="green",
                    endpoint_name="refusing",
                    model=self.model.id.replace("/scored/", "/none/"),
                    instance_type="Standard_DS3_v2",
                    instance_count=1,
                )
            ).result()
        self.assertIn("none", str(refused.exception))

    def test_deletes_an_endpoint_with_all_that_it_has(self):
        client = self.client
        self.online("deleted", "blue")
        client.online_endpoints.begin_delete("deleted").wait()
        with self.assertRaises(ResourceNotFoundError):
            client.online_endpoints.get("deleted")

    def batch(self, name):
        client = self.client
        client.compute.begin_create_or_update(AmlCompute(name="cpu", size="STANDARD_DS3_V2", max_instances=2)).result()
        client.batch_endpoints.begin_create_or_update(BatchEndpoint(name=name)).result()
        client.batch_deployments.begin_create_or_update(
            BatchDeployment(
                name="first",
                endpoint_name=name,
                model=self.model,
                compute="cpu",
                instance_count=1,
                mini_batch_size=1,
                output_action="append_row",
                output_file_name="predictions.csv",
            )
        ).result()
        endpoint = client.batch_endpoints.get(name)
        endpoint.defaults.deployment_name = "first"
        client.batch_endpoints.begin_create_or_update(endpoint).result()

    def test_scores_files_in_batches(self):
        client = self.client
        self.batch("batches")
        rows = pathlib.Path(tempfile.mkdtemp()) / "rows"
        rows.mkdir()
        (rows / "rows.csv").write_text("a,b\n1,2\n3,4\n")
        job = client.batch_endpoints.invoke("batches", input=Input(type=AssetTypes.URI_FOLDER, path=str(rows)))
        client.jobs.stream(job.name)
        self.assertEqual("Completed", client.jobs.get(job.name).status)
        self.assertIn(job.name, [one.name for one in client.batch_endpoints.list_jobs("batches")])
        self.assertIn(job.name, [one.name for one in client.batch_deployments.list_jobs("batches", name="first")])
        target = pathlib.Path(tempfile.mkdtemp())
        client.jobs.download(job.name, download_path=target, output_name="score")
        (found,) = target.rglob("predictions.csv")
        values = [float(re.split(r"[,\s]+", line)[1]) for line in found.read_text().splitlines()]
        numpy.testing.assert_allclose(values, self.expected, rtol=1e-5)

    def test_a_caller_names_the_file_of_a_batch(self):
        client = self.client
        self.batch("named-file")
        rows = pathlib.Path(tempfile.mkdtemp()) / "rows.csv"
        rows.write_text("a,b\n1,2\n")
        job = client.batch_endpoints.invoke(
            "named-file",
            input=Input(type=AssetTypes.URI_FILE, path=str(rows)),
            params_override=[
                {"output_dataset.datastore_id": "azureml:workspaceblobstore"},
                {"output_dataset.path": "answers/mine"},
                {"output_file_name": "mine.csv"},
            ],
        )
        client.jobs.stream(job.name)
        target = pathlib.Path(tempfile.mkdtemp())
        client.jobs.download(job.name, download_path=target)
        self.assertEqual(["mine.csv"], [path.name for path in target.rglob("*") if path.is_file()])

    def test_a_batch_needs_data_that_are_there(self):
        self.batch("no-data")
        job = self.client.batch_endpoints.invoke(
            "no-data", input=Input(type="uri_folder", path="azureml://datastores/workspaceblobstore/paths/none/")
        )
        with self.assertRaises(Exception):
            self.client.jobs.stream(job.name)
        self.assertEqual("Failed", self.client.jobs.get(job.name).status)
        with self.assertRaises(ValidationException) as refused:
            self.client.batch_endpoints.invoke(
                "no-data", deployment_name="none", input=Input(type="uri_folder", path="azureml://datastores/workspaceblobstore/paths/x/")
            )
        self.assertIn("Deployment name none not found", str(refused.exception))
