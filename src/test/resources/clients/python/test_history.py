"""What azure.ai.ml reads beside the resource manager: run history, artifacts and metrics, by its own client of these."""

import pathlib
import tempfile
import unittest
import urllib.request

import aim
from azure.ai.ml import Input, Output, command, dsl, load_component
from azure.ai.ml._restclient.runhistory.models import ArtifactPathList, ArtifactPath, ListMetrics, RetrieveFullFidelityMetricRequest
from azure.ai.ml._restclient.runhistory.models import BatchIMetricV2, IMetricV2, MetricV2Value
from azure.ai.ml.entities import Data, Environment
from azure.ai.ml.exceptions import PipelineChildJobError
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

COMPONENT = """
name: %s
version: 1
type: command
command: %s
environment: azureml:plain:1
inputs: {rows: {type: uri_file}}
outputs: {out: {type: uri_folder}}
"""


def file(text, name="rows.csv"):
    path = pathlib.Path(tempfile.mkdtemp()) / name
    path.write_text(text)
    return path


def component(name, line):
    return load_component(file(COMPONENT % (name, line), "component.yml"))


class HistoryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = aim.workspace()
        cls.client.environments.create_or_update(Environment(name="plain", version="1", image="debian:12"))
        cls.client.data.create_or_update(Data(name="rows", version="1", path=file("a\n1\n"), type="uri_file"))
        submitted = cls.client.jobs.create_or_update(
            command(
                command="mkdir -p outputs && echo art > outputs/art.txt && cp ${{inputs.rows}} ${{outputs.out}}/x.csv"
                " && echo own > ${{outputs.own}}/own.txt && echo ${{inputs.n}}",
                environment="plain:1",
                compute=aim.cluster(cls.client),
                experiment_name="history",
                tags={"a": "b"},
                inputs={"rows": Input(type="uri_file", path="azureml:rows:1"), "n": 3},
                outputs={
                    "out": Output(type="uri_folder"),
                    "own": Output(type="uri_folder", path="azureml://datastores/workspaceblobstore/paths/own/"),
                },
            )
        )
        cls.client.jobs.stream(submitted.name)
        cls.job = submitted.name
        cls.runs = cls.client.jobs._runs_operations
        cls.service = cls.runs._operation  # only its clients of the service are used
        cls.place = (aim.SUBSCRIPTION, aim.GROUP, "mlw-dev")

    def downloaded(self, job, **what):
        target = pathlib.Path(tempfile.mkdtemp())
        self.client.jobs.download(job, download_path=target, **what)
        return sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())

    def test_downloads_what_is_asked_for(self):
        logs = ["artifacts/outputs/art.txt", "artifacts/user_logs/std_log.txt"]
        self.assertEqual(logs, self.downloaded(self.job))
        self.assertEqual(["named-outputs/out/x.csv"], self.downloaded(self.job, output_name="out"))
        self.assertEqual(["named-outputs/own/own.txt"], self.downloaded(self.job, output_name="own"))
        self.assertEqual([], self.downloaded(self.job, output_name="none"))
        self.assertEqual(
            logs + ["named-outputs/out/x.csv", "named-outputs/own/own.txt"], self.downloaded(self.job, all=True)
        )

    def test_tells_of_a_run(self):
        client = self.client
        self.assertEqual({"out", "own"}, set(self.runs.get_run_data(self.job).run_metadata.outputs))
        details = self.runs.get_run_details(self.job)
        self.assertEqual("Completed", details.status)
        self.assertIn("user_logs/std_log.txt", details.log_files)
        self.assertIsNone(client.jobs.show_services(self.job))
        self.assertEqual([], list(client.jobs.list(parent_job_name=self.job)))
        job = client.jobs.get(self.job)
        job.tags, job.display_name = {"c": "d"}, "renamed"
        changed = client.jobs.create_or_update(job)
        self.assertEqual(({"c": "d"}, "renamed"), (dict(changed.tags), changed.display_name))
        for wrong in (client.jobs.stream, client.jobs.download, client.jobs.archive, self.runs.get_run_details):
            with self.subTest(call=wrong.__name__), self.assertRaises(ResourceNotFoundError):
                wrong("nobody")
        with self.assertRaises(HttpResponseError) as refused:
            client.jobs.create_or_update(command(name=self.job, command="false", environment="plain:1", compute="cpu"))
        self.assertEqual(400, refused.exception.status_code)

    def test_lists_and_signs_artifacts(self):
        artifacts = self.client_of("RunArtifactsOperations")
        listed = artifacts.list_in_path_by_experiment_name(*self.place, self.job, "history", path="outputs")
        self.assertEqual(["outputs/art.txt"], [one.path for one in listed])
        signed = artifacts.get_content_information_by_experiment_name(
            *self.place, self.job, "history", path="outputs/art.txt"
        )
        with urllib.request.urlopen(signed.content_uri) as answer:
            self.assertEqual(b"art\n", answer.read())
        places = artifacts.batch_create_empty_artifacts_by_experiment_name(
            *self.place, self.job, "history", body=ArtifactPathList(paths=[ArtifactPath(path="notes/a.txt")])
        )
        self.assertIn("notes/a.txt", places.artifact_content_information)
        with self.assertRaises(ResourceNotFoundError):
            artifacts.get_content_information_by_experiment_name(*self.place, self.job, "history", path="none")

    def client_of(self, name):
        from azure.ai.ml._restclient.runhistory import operations

        known = self.service
        return getattr(operations, name)(known._client, known._config, known._serialize, known._deserialize)

    def test_logs_and_reads_metrics(self):
        metrics = self.client_of("MetricOperations")
        for step, value in enumerate((0.5, 0.75)):
            metrics.post_run_metrics(
                *self.place,
                self.job,
                body=BatchIMetricV2(
                    values=[
                        IMetricV2(
                            name="auc", columns={"auc": "Double"}, value=[MetricV2Value(metric_id="m", step=step, data={"auc": value})]
                        )
                    ]
                ),
            )
        self.assertEqual(["auc"], [one.metric_key.name for one in metrics.list_metric(*self.place, self.job, body=ListMetrics())])
        full = metrics.get_full_fidelity_metric(
            *self.place, self.job, body=RetrieveFullFidelityMetricRequest(metric_name="auc")
        )
        self.assertEqual([0.5, 0.75], [value.data["auc"] for value in full.value])

    def test_steps_of_a_pipeline_are_read_from_the_history(self):
        client = self.client
        copying = component("copying", "cp ${{inputs.rows}} ${{outputs.out}}/copy.csv")
        failing = component("failing", "exit 7")

        @dsl.pipeline(default_compute="cpu")
        def once(rows):
            return {"one": copying(rows=rows).outputs.out}

        @dsl.pipeline(default_compute="cpu")
        def breaks(rows):
            failing(rows=rows)

        rows = Input(type="uri_file", path="azureml:rows:1")
        done = client.jobs.create_or_update(once(rows=rows))
        broken = client.jobs.create_or_update(breaks(rows=rows))
        client.jobs.stream(done.name)
        (step,) = client.jobs.list(parent_job_name=done.name)
        self.assertEqual(("Completed", "copying"), (step.status, client.jobs.get(step.name).display_name))
        self.assertEqual(["named-outputs/out/copy.csv"], self.downloaded(step.name, output_name="out"))
        self.assertIn("named-outputs/one/copy.csv", self.downloaded(done.name, all=True))
        with self.assertRaises(PipelineChildJobError):
            client.jobs.stream(step.name)
        with self.assertRaises(Exception) as raised:
            client.jobs.stream(broken.name)
        self.assertIn("/failing", str(raised.exception))
        self.assertEqual(["Failed"], [one.status for one in client.jobs.list(parent_job_name=broken.name)])

    def test_jobs_use_environments_that_azure_keeps(self):
        client = self.client
        curated = "AzureML-sklearn-1.0-ubuntu20.04-py38-cpu"
        self.assertIn("/curated/", client.environments.get(curated, label="latest").image)
        for environment in (curated + "@latest", "azureml://registries/azureml/environments/sklearn-1.5/labels/latest"):
            with self.subTest(environment=environment):
                submitted = client.jobs.create_or_update(command(command="true", environment=environment, compute="cpu"))
                client.jobs.stream(submitted.name)
        with self.assertRaises(HttpResponseError):
            client.jobs.create_or_update(command(command="true", environment="AzureML-none:1", compute="cpu"))

    def test_a_pipeline_needs_the_computes_that_it_names(self):
        copying = component("copying", "cp ${{inputs.rows}} ${{outputs.out}}/copy.csv")

        @dsl.pipeline()
        def once(rows):
            copying(rows=rows)

        pipeline = once(rows=Input(type="uri_file", path="azureml:rows:1"))
        pipeline.settings.default_compute = "gone"
        with self.assertRaises(HttpResponseError) as refused:
            self.client.jobs.create_or_update(pipeline)
        self.assertIn("gone", str(refused.exception))
