package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.json;
import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs in Python: this machine's, with an mlflow that is lent where there is none. */
class PythonJobsTest {
  private static final String TRAIN =
      """
      import sys
      import mlflow
      import mlflow.sklearn
      import pandas as pd
      from mlflow.models import infer_signature
      from mlflow.tracking import MlflowClient
      from sklearn.linear_model import LinearRegression

      mlflow.start_run()
      mlflow.autolog()
      rows = pd.DataFrame({"age": [20, 30, 40, 50], "amount": [1.5, 2.5, 9.0, 4.0]})
      model = LinearRegression().fit(rows, [1.0, 2.0, 3.0, 4.0])
      mlflow.log_metric("train r2", model.score(rows, [1.0, 2.0, 3.0, 4.0]))
      mlflow.log_metrics({"rows": 4, "nothing": float("nan")}, step=1)
      mlflow.log_param("kind", "linear")
      mlflow.set_tag("team", "risk")
      with open("note.txt", "w") as note:
          note.write("kept")
      mlflow.log_artifact("note.txt", "notes")
      mlflow.log_dict({"a": 1}, "notes/values.json")
      signature = infer_signature(rows, model.predict(rows))
      mlflow.sklearn.save_model(model, sys.argv[1], signature=signature, input_example=rows.head(1))
      mlflow.sklearn.log_model(model, "logged", signature=signature)
      run = mlflow.active_run().info.run_id
      version = mlflow.register_model("runs:/%s/logged" % run, sys.argv[2]).version
      print("version", version)
      found = MlflowClient().search_model_versions("name='%s'" % sys.argv[2])
      print("found", [f.version for f in found])
      again = mlflow.pyfunc.load_model("models:/%s/%s" % (sys.argv[2], version))
      print("same", (again.predict(rows) == model.predict(rows)).all())
      print("read", mlflow.get_run(run).data.params["kind"])
      mlflow.end_run()
      """;

  @TempDir static Path home;
  private static RunningEmulator azure;
  private static DevWorkspace dev;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
    dev = new DevWorkspace(azure);
    azure.upload("mlw-dev", "code/train.py", TRAIN);
    azure.put(
        DEV + "/codes/train/versions/1",
        "{\"properties\": {\"codeUri\": \"%s\"}}"
            .formatted(azure.address().resolve("/stmlwdev/azureml-blobstore/code")));
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static void train(String name, String model) {
    dev.submit(
        name,
        "python train.py ${{outputs.model}} " + model,
        job -> {
          job.put("codeId", DEV + "/codes/train/versions/1");
          job.withObject("/outputs/model").put("jobOutputType", "mlflow_model");
        });
    dev.awaitStatus(name, "Completed");
  }

  @Test
  void logsAndRegistersThroughTheMlflowThatIsLent() {
    train("learns", "own-model");
    train("learns-more", "own-model");
    var log = dev.log("learns-more");
    assertThat(log.lines().filter(line -> line.contains("this Python has no mlflow"))).hasSize(1);
    assertThat(log)
        .contains("version 2\n", "found ['2', '1']\n", "same True\n", "read linear\n")
        .contains("no autologging");
    var run = dev.mlflow("GET", "runs/get?run_id=learns", "");
    assertThat(run.text()).contains("train r2", "\"NaN\"", "\"linear\"", "\"risk\"");
    assertThat(dev.mlflow("GET", "artifacts/list?run_id=learns&path=notes", "").text())
        .contains("notes/note.txt", "notes/values.json");
    var version = azure.get(DEV + "/models/own-model/versions/1");
    assertThat(version.at("/properties/modelType").asText()).isEqualTo("mlflow_model");
    assertThat(version.at("/properties/jobName").asText()).isEqualTo("learns");
    assertThat(dev.output("learns", "model/MLmodel"))
        .contains("loader_module: mlflow.sklearn", "\"name\": \"age\"");
  }

  @Test
  void aRealMlflowWinsWhereverItIs() {
    azure.upload(
        "mlw-dev",
        "real/late/mlflow/__init__.py",
        "from mlflow import sklearn\nname = 'the real one'\n");
    azure.upload("mlw-dev", "real/late/mlflow/sklearn.py", "name = 'real sklearn'\n");
    azure.upload(
        "mlw-dev",
        "real/run.py",
        "import os, sys\nsys.path.append(os.path.abspath('late'))\nimport mlflow.sklearn\nprint(mlflow.name, mlflow.sklearn.name)\n");
    azure.put(
        DEV + "/codes/real/versions/1",
        "{\"properties\": {\"codeUri\": \"%s\"}}"
            .formatted(azure.address().resolve("/stmlwdev/azureml-blobstore/real")));
    dev.submit("real", "python3 run.py", job -> job.put("codeId", DEV + "/codes/real/versions/1"));
    dev.awaitStatus("real", "Completed");
    assertThat(dev.log("real")).isEqualTo("the real one real sklearn\n");
  }

  @Test
  void namesTheImportThatIsMissing() {
    dev.submit("lacks", "echo before; python -c 'import no_such_library'");
    dev.awaitStatus("lacks", "Failed");
    assertThat(dev.details("lacks").at("/error/error/message").asText())
        .contains(
            "error details. Error: Traceback (most recent call last):\n",
            "ModuleNotFoundError: No module named 'no_such_library'",
            "environments are not built here",
            "modelrelease.emulator.python");
  }

  /** Of the well-known template: parquet between the steps, a picture of each measurement. */
  @Test
  void lendsParquetAndPicturesToTheStepsOfTheWellKnownTemplate() throws IOException {
    azure.upload(
        "mlw-dev",
        "drawn/run.py",
        """
        import os
        import sys
        from pathlib import Path
        import mlflow
        import numpy as np
        import pandas as pd
        from matplotlib import pyplot as plt

        mlflow.start_run()
        rows = pd.DataFrame({"size": [1, 2, 3, 4], "cost": [1.5, 2.25, np.nan, 9.0], "town": ["Köln", None, "Bonn", ""],
                             "paid": [True, False, True, True], "at": pd.to_datetime(["2026-01-01T10:00:00.25", None] * 2)})
        for name, part in {"whole": rows, "masked": rows[rows.paid], "none": rows[:0]}.items():
            folder = Path(sys.argv[1]) / name
            folder.mkdir()
            part.to_parquet(folder / "part.parquet")
            pd.testing.assert_frame_equal(pd.read_parquet(folder), part)
        print(pd.read_parquet(folder, columns=["town"]).columns.tolist())
        plt.scatter(rows["size"], rows["cost"], color="black")
        plt.plot(rows["size"], rows["size"], color="blue", linewidth=3)
        plt.xlabel("Größe")
        plt.savefig("points.png")
        mlflow.log_artifact("points.png")
        plt.close()
        plt.imshow([[40, 2], [7, 30]], cmap="Blues")
        plt.savefig("confusion.png")
        mlflow.log_artifact("confusion.png")
        bars = pd.DataFrame({"v1": 0.5, "current model": 0.75}, index=["r2"]).plot(kind="bar", figsize=(3, 2))
        bars.figure.savefig(Path(sys.argv[1]) / "bars.png")
        try:
            plt.pie([1, 2])
        except AttributeError as missing:
            print(missing)
        mlflow.end_run()
        """);
    azure.put(
        DEV + "/codes/drawn/versions/1",
        "{\"properties\": {\"codeUri\": \"%s\"}}"
            .formatted(azure.address().resolve("/stmlwdev/azureml-blobstore/drawn")));
    dev.submit(
        "drawn",
        "python run.py ${{outputs.tables}}",
        job -> {
          job.put("codeId", DEV + "/codes/drawn/versions/1");
          job.withObject("/outputs/tables").put("jobOutputType", "uri_folder");
        });
    dev.awaitStatus("drawn", "Completed");
    assertThat(dev.log("drawn")).contains("['town']\n");
    assertThat(dev.output("drawn", "tables/whole/part.parquet"))
        .startsWith("PAR1")
        .endsWith("PAR1");
    if (dev.log("drawn").contains("this Python has no matplotlib")) {
      assertThat(dev.log("drawn")).contains("matplotlib.pyplot.pie is not in the small matplotlib");
    }
    assertThat(dev.mlflow("GET", "artifacts/list?run_id=drawn", "").text())
        .contains("points.png", "confusion.png");
    var bars = azure.download("mlw-dev", "azureml/drawn/tables/bars.png").bytes();
    var picture = ImageIO.read(new ByteArrayInputStream(bars));
    assertThat(picture.getWidth()).isEqualTo(300);
    var colours = new HashSet<Integer>();
    for (var x = 0; x < 300; x++) {
      colours.add(picture.getRGB(x, 150));
    }
    assertThat(colours).as("ground and two bars").hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void saysThatACondaEnvironmentIsNotBuilt() {
    var environment = DEV + "/environments/conda/versions/1";
    azure.put(
        environment,
        "{\"properties\": {\"image\": \"x:1\", \"condaFile\": \"dependencies: [python]\"}}");
    dev.submit("conda", "python --version", job -> job.put("environmentId", environment));
    dev.awaitStatus("conda", "Completed");
    assertThat(dev.log("conda")).contains("conda/versions/1 is not built", "\nPython 3");
  }

  @Test
  void handsFilesToTheScriptOfAParallelStep() {
    for (var number = 1; number <= 3; number++) {
      azure.upload("mlw-dev", "many/file%d.txt".formatted(number), "x".repeat(number));
    }
    azure.upload(
        "mlw-dev",
        "parallel/score.py",
        "import os, sys\ndef init():\n    print('arguments', sys.argv[1:])\ndef run(mini_batch):\n    return ['%s %d' % (os.path.basename(f), os.path.getsize(f)) for f in mini_batch]\n");
    azure.put(
        DEV + "/codes/parallel/versions/1",
        "{\"properties\": {\"codeUri\": \"%s\"}}"
            .formatted(azure.address().resolve("/stmlwdev/azureml-blobstore/parallel")));
    var component = DEV + "/components/parallel/versions/1";
    EndpointWorld.require(
        azure.put(
            component,
            json("""
                    {'properties': {'componentSpec': {'type': 'parallel', 'name': 'parallel', 'version': '1',
                      'inputs': {'rows': {'type': 'uri_folder'}}, 'outputs': {'scores': {'type': 'uri_file'}},
                      'input_data': '${{inputs.rows}}', 'mini_batch_size': '2', 'mini_batch_error_threshold': 0,
                      'task': {'type': 'run_function', 'code': 'azureml:%s', 'entry_script': 'score.py',
                               'environment': 'azureml:%s', 'program_arguments': '--level 3',
                               'append_row_to': '${{outputs.scores}}'}}}}"""
                    .formatted(DEV + "/codes/parallel/versions/1", DevWorkspace.ENVIRONMENT))
                .toString()),
        201);
    EndpointWorld.require(
        azure.put(
            DEV + "/jobs/many",
            json("""
                    {'properties': {'jobType': 'Pipeline', 'outputs': {'all': {'jobOutputType': 'uri_file'}},
                      'jobs': {'score': {'type': 'parallel', 'componentId': '%s',
                        'inputs': {'rows': {'job_input_type': 'uri_folder', 'uri': '%s'}},
                        'outputs': {'scores': {'type': 'literal', 'value': '${{parent.outputs.all}}'}}}}}}"""
                    .formatted(component, RunningEmulator.datastoreUri("many/")))
                .toString()),
        201);
    dev.awaitStatus("many", "Completed");
    assertThat(dev.output("many", "all/scores"))
        .isEqualTo("file1.txt 1\nfile2.txt 2\nfile3.txt 3\n");
  }
}
