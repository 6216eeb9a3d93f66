"""Jobs: created, followed to their end, cancelled, read again, their outputs and logs downloaded."""

import pathlib
import tempfile
import unittest

import aim
from azure.ai.ml import Input, Output, command, dsl, load_component
from azure.ai.ml.entities import AmlCompute, Environment
from azure.core.exceptions import ResourceNotFoundError

COMPONENT = """
name: adding
version: 1
type: command
command: >-
  cat ${{inputs.file}} > ${{outputs.out}}/copy.txt && echo ${{inputs.a}} >> ${{outputs.out}}/copy.txt
environment: azureml:plain:1
inputs:
  file: {type: uri_file}
  a: {type: number, default: 1}
outputs:
  out: {type: uri_folder}
"""


def file(text):
    path = pathlib.Path(tempfile.mkdtemp()) / "rows.csv"
    path.write_text(text)
    return path


class JobsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = aim.workspace()
        cls.client.environments.create_or_update(Environment(name="plain", version="1", image="debian:12"))
        cls.client.compute.begin_create_or_update(AmlCompute(name="cpu", size="STANDARD_DS3_V2", max_instances=2)).result()

    def job(self, line, **more):
        return command(command=line, environment="plain:1", compute="cpu", **more)

    def test_follows_a_job_and_downloads_what_it_wrote(self):
        client = self.client
        source = pathlib.Path(tempfile.mkdtemp())
        (source / "say.sh").write_text("cat $1; echo done > $2/said.txt\n")
        submitted = client.jobs.create_or_update(
            self.job(
                "bash say.sh ${{inputs.rows}} ${{outputs.words}}",
                code=str(source),
                inputs={"rows": Input(type="uri_file", path=str(file("a,b\n")))},
                outputs={"words": Output(type="uri_folder")},
                experiment_name="words",
            )
        )
        client.jobs.stream(submitted.name)
        found = client.jobs.get(submitted.name)
        self.assertEqual("Completed", found.status)
        self.assertIn("/runs/" + submitted.name, found.studio_url)
        target = pathlib.Path(tempfile.mkdtemp())
        client.jobs.download(submitted.name, download_path=target, output_name="words")
        self.assertEqual(["done\n"], [path.read_text() for path in target.rglob("said.txt")])
        client.jobs.download(submitted.name, download_path=target, all=True)
        self.assertEqual(["a,b\n"], [path.read_text() for path in target.rglob("std_log.txt")])

    def test_a_failed_job_says_why(self):
        submitted = self.client.jobs.create_or_update(self.job("echo no rows >&2; exit 3"))
        with self.assertRaises(Exception) as raised:
            self.client.jobs.stream(submitted.name)
        self.assertIn("3", str(raised.exception))
        self.assertEqual("Failed", self.client.jobs.get(submitted.name).status)

    def test_cancels_a_job(self):
        submitted = self.client.jobs.create_or_update(self.job("sleep 300"))
        self.client.jobs.begin_cancel(submitted.name).result()

        def over():
            self.assertEqual("Canceled", self.client.jobs.get(submitted.name).status)

        aim.eventually(over, AssertionError)

    def test_lists_archives_and_restores_jobs(self):
        client = self.client
        submitted = client.jobs.create_or_update(self.job("true"))
        self.assertIn(submitted.name, [job.name for job in client.jobs.list()])
        client.jobs.archive(submitted.name)
        self.assertNotIn(submitted.name, [job.name for job in client.jobs.list()])
        client.jobs.restore(submitted.name)
        self.assertIn(submitted.name, [job.name for job in client.jobs.list()])

    def test_runs_a_pipeline_and_finds_its_steps(self):
        client = self.client
        path = file(COMPONENT)
        adding = load_component(source=path)

        @dsl.pipeline(default_compute="cpu")
        def twice(rows):
            first = adding(file=rows, a=1)
            second = adding(file=Input(type="uri_file", path=str(file("z\n"))), a=2)
            return {"one": first.outputs.out, "two": second.outputs.out}

        pipeline = twice(rows=Input(type="uri_file", path=str(file("y\n"))))
        submitted = client.jobs.create_or_update(pipeline, experiment_name="twice")
        client.jobs.stream(submitted.name)
        self.assertEqual("Completed", client.jobs.get(submitted.name).status)
        children = list(client.jobs.list(parent_job_name=submitted.name))
        self.assertEqual(2, len(children))
        target = pathlib.Path(tempfile.mkdtemp())
        client.jobs.download(submitted.name, download_path=target, output_name="one")
        self.assertEqual(["y\n1\n"], [copy.read_text() for copy in target.rglob("copy.txt")])

    def test_what_is_not_there_is_refused(self):
        client = self.client
        with self.assertRaises(ResourceNotFoundError):
            client.jobs.get("nobody")
        with self.assertRaises(Exception) as raised:
            client.jobs.create_or_update(command(command="true", environment="none:1", compute="cpu"))
        self.assertIn("none", str(raised.exception))
        with self.assertRaises(Exception) as raised:
            client.jobs.create_or_update(command(command="true", environment="plain:1", compute="nowhere"))
        self.assertIn("nowhere", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
