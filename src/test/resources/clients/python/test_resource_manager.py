"""Assets, computes, endpoints, deployments, components and schedules of a workspace, archived, found, changed and deleted."""

import pathlib
import tempfile
import unittest

import aim
from booster import MLMODEL
import numpy
import pandas
import xgboost
from azure.ai.ml import command, dsl, load_component
from azure.ai.ml.entities import (
    AmlCompute,
    BatchDeployment,
    BatchEndpoint,
    CronTrigger,
    Data,
    Environment,
    JobSchedule,
    ManagedOnlineDeployment,
    ManagedOnlineEndpoint,
    Model,
)
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError


COMPONENT = """
name: counting
version: 1
type: command
command: echo ${{inputs.a}}
environment: azureml:counting:1
inputs:
  a: {type: number, default: 1}
"""


def model(client, name):
    """Registers a model that this machine's Python trained."""
    folder = pathlib.Path(tempfile.mkdtemp()) / "model"
    folder.mkdir()
    rows = pandas.DataFrame({"a": [1.0, 3.0], "b": [2.0, 4.0]})
    xgboost.XGBRegressor(n_estimators=2).fit(rows, numpy.array([1.0, 2.0])).save_model(folder / "model.json")
    (folder / "MLmodel").write_text(MLMODEL)
    return client.models.create_or_update(Model(name=name, path=folder, type="mlflow_model"))


def cluster(client, name, **more):
    """Creates a cluster and waits for it."""
    return client.compute.begin_create_or_update(AmlCompute(name=name, size="STANDARD_DS3_V2", max_instances=2, **more)).result()


class ResourceManagerTest(unittest.TestCase):
    def setUp(self):
        self.client = aim.workspace()

    def test_archives_and_restores_environments(self):
        client = self.client
        first = client.environments.create_or_update(Environment(name="kept", image="a:1", tags={"a": "b"}))
        self.assertEqual("1", first.version)
        client.environments.create_or_update(Environment(name="kept", version="2", image="a:2"))
        self.assertEqual("2", client.environments.get("kept", label="latest").version)
        client.environments.archive("kept", version="1")
        self.assertEqual(["2"], [found.version for found in client.environments.list("kept")])
        client.environments.restore("kept", version="1")
        client.environments.archive("kept")
        self.assertNotIn("kept", [found.name for found in client.environments.list()])
        client.environments.restore("kept")
        self.assertIn("kept", [found.name for found in client.environments.list()])

    def test_numbers_data_and_changes_tags_of_models(self):
        client = self.client
        file = pathlib.Path(tempfile.mkdtemp()) / "rows.csv"
        file.write_text("a\n1\n")
        self.assertEqual("1", client.data.create_or_update(Data(name="rows", path=file, type="uri_file")).version)
        self.assertEqual("2", client.data.create_or_update(Data(name="rows", path=file.parent, type="uri_folder")).version)
        registered = model(client, "tagged")
        registered.tags = {"x": "y"}
        client.models.create_or_update(registered)
        self.assertEqual({"x": "y"}, dict(client.models.get("tagged", registered.version).tags))
        with self.assertRaises(ResourceNotFoundError):
            client.models.get("none", "1")

    def test_registers_components(self):
        client = self.client
        client.environments.create_or_update(Environment(name="counting", version="1", image="a:1"))
        file = pathlib.Path(tempfile.mkdtemp()) / "component.yml"
        file.write_text(COMPONENT)
        self.assertEqual("1", client.components.create_or_update(load_component(file)).version)
        client.components.archive("counting")
        self.assertNotIn("counting", [found.name for found in client.components.list()])

    def test_changes_and_deletes_clusters(self):
        client = self.client
        changed = cluster(client, "changing", tier="low_priority")
        changed.max_instances = 3
        client.compute.begin_update(changed).result()
        self.assertEqual(3, client.compute.get("changing").max_instances)
        self.assertEqual([], list(client.compute.list_nodes("changing")))
        self.assertIn("Standard_DS3_v2", [size.name for size in client.compute.list_sizes()])
        self.assertTrue(list(client.compute.list_usage()))
        client.compute.begin_delete("changing").wait()
        with self.assertRaises(ResourceNotFoundError):
            client.compute.get("changing")

    def test_shifts_traffic_and_refuses_to_delete_what_has_it(self):
        client = self.client
        client.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(name="shifting", auth_mode="key")).result()
        blue = ManagedOnlineDeployment(
            name="blue",
            endpoint_name="shifting",
            model=model(client, "shifted"),
            instance_type="Standard_DS3_v2",
            instance_count=1,
        )
        client.online_deployments.begin_create_or_update(blue).result()
        endpoint = client.online_endpoints.get("shifting")
        endpoint.traffic = {"blue": 100}
        self.assertEqual({"blue": 100}, client.online_endpoints.begin_create_or_update(endpoint).result().traffic)
        scaled = client.online_deployments.get("blue", "shifting")
        scaled.instance_count = 2
        self.assertEqual(2, client.online_deployments.begin_create_or_update(scaled).result().instance_count)
        self.assertIn("model", client.online_deployments.get_logs("blue", "shifting", lines=10))
        client.online_endpoints.begin_regenerate_keys("shifting", key_type="secondary").result()
        self.assertTrue(client.online_endpoints.get_keys("shifting").secondary_key)
        with self.assertRaises(HttpResponseError) as refused:
            client.online_deployments.begin_delete("blue", "shifting").result()
        self.assertEqual(400, refused.exception.status_code)
        client.online_endpoints.begin_delete("shifting").result()
        with self.assertRaises(ResourceNotFoundError):
            client.online_endpoints.get("shifting")

    def test_chooses_the_default_of_a_batch_endpoint(self):
        client = self.client
        cluster(client, "nightly")
        client.batch_endpoints.begin_create_or_update(BatchEndpoint(name="choosing")).result()
        one = BatchDeployment(
            name="one", endpoint_name="choosing", model=model(client, "chosen"), compute="nightly", instance_count=1
        )
        client.batch_deployments.begin_create_or_update(one).result()
        endpoint = client.batch_endpoints.get("choosing")
        endpoint.defaults = {"deployment_name": "one"}
        client.batch_endpoints.begin_create_or_update(endpoint).result()
        self.assertEqual(["one"], [found.name for found in client.batch_deployments.list("choosing")])
        client.batch_endpoints.begin_delete("choosing").result()

    def test_deletes_a_schedule_when_it_is_disabled(self):
        client = self.client
        client.environments.create_or_update(Environment(name="timed", version="1", image="a:1"))
        cluster(client, "timed")
        step = command(command="true", environment="timed:1", compute="timed")

        @dsl.pipeline(default_compute="timed")
        def one_step():
            step()

        planned = JobSchedule(name="timed", trigger=CronTrigger(expression="0 1 * * *"), create_job=one_step())
        client.schedules.begin_create_or_update(planned).result()
        self.assertEqual(["timed"], [found.name for found in client.schedules.list()])
        with self.assertRaises(HttpResponseError):
            client.schedules.begin_delete("timed").result()
        client.schedules.begin_disable("timed").result()
        client.schedules.begin_delete("timed").result()
