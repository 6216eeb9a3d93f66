package io.modelrelease.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads {@code model.yml} and the files that it names, and finds all faults at once. */
final class ProjectReader {
  private static final String MODEL_FILE = "model.yml";
  private static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}";
  private static final String ASSET_NAME = "[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}";
  private static final String ENDPOINT_NAME = "(?=.{3,32}$)[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?";
  private static final Table MODEL =
      new Table()
          .ignored("name", "data", "environments", "computes", "train", "output", "evaluate")
          .ignored("online", "batch", "task", "test", "names");

  private final ProjectFiles files;
  private final List<Fault> faults = new ArrayList<>();

  ProjectReader(ProjectFiles files) {
    this.files = files;
  }

  ModelProject read() {
    var model =
        files
            .file(MODEL_FILE)
            .flatMap(content -> Yaml.read(MODEL_FILE, content, faults))
            .orElse(null);
    if (model == null) {
      if (faults.isEmpty()) {
        faults.add(new Fault(MODEL_FILE, 1, 1, "-", "the project has no model.yml at its top"));
      }
      throw new InvalidProjectException(faults);
    }
    MODEL.map(model, Table.object(), Assets.NO_REFERENCES);
    var training = model.require("train").flatMap(this::job);
    var output = model.require("output").flatMap(Value::text).orElse("model");
    training
        .filter(job -> !job.outputs().contains(output))
        .ifPresent(
            job ->
                model
                    .find("output")
                    .ifPresent(field -> field.fault("the training job has no such output")));
    var evaluation = model.find("evaluate").flatMap(this::job);
    evaluation.ifPresent(job -> checkEvaluation(model, job));
    var project =
        new ModelProject(
            name(model),
            task(model),
            list(model, "data", this::data),
            list(model, "environments", this::environment),
            list(model, "computes", this::compute),
            training.orElse(null),
            output,
            evaluation,
            model.find("online").flatMap(this::online),
            model.find("batch").flatMap(this::batch),
            model.require("test").flatMap(this::test).orElse(null),
            names(model));
    if (!faults.isEmpty()) {
      throw new InvalidProjectException(faults);
    }
    return project;
  }

  private String name(Value model) {
    var field = model.require("name");
    var name = field.flatMap(Value::text).orElse("");
    field
        .filter(value -> !name.matches(NAME))
        .ifPresent(
            value ->
                value.fault(
                    "expected letters, digits, dashes and underscores, a letter or digit first"));
    return name;
  }

  private TaskType task(Value model) {
    var field = model.require("task");
    var word = field.flatMap(Value::text).orElse("binary").toUpperCase(Locale.ROOT);
    try {
      return TaskType.valueOf(word);
    } catch (IllegalArgumentException e) {
      field.ifPresent(value -> value.fault("expected binary, multiclass or regression"));
      return TaskType.BINARY;
    }
  }

  private void checkEvaluation(Value model, CommandJob job) {
    for (var input : List.of("candidate", "champion")) {
      if (!job.inputs().contains(input)) {
        model
            .find("evaluate")
            .ifPresent(field -> field.fault("the evaluation job has no input " + input));
      }
    }
    if (!job.outputs().contains("fingerprint")) {
      model
          .find("evaluate")
          .ifPresent(field -> field.fault("the evaluation job has no output fingerprint"));
    }
  }

  private <T> List<T> list(Value model, String field, Function<Value, Optional<T>> read) {
    return model.find(field).map(Value::list).orElse(List.of()).stream()
        .map(read)
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<CommandJob> job(Value reference) {
    return file(reference)
        .map(
            file -> {
              var type = file.find("type").flatMap(Value::text).orElse("command");
              if (!type.equals("command")) {
                file.find("type")
                    .ifPresent(field -> field.fault("only command jobs are supported"));
              }
              file.require("command");
              file.require("environment");
              var job = new CommandJob(file, code(file));
              job.check();
              return job;
            });
  }

  private SortedMap<String, byte[]> code(Value file) {
    return file.find("code").map(code -> local(code)).orElseGet(TreeMap::new);
  }

  private Optional<DataAsset> data(Value reference) {
    return file(reference)
        .map(
            file -> {
              var name = assetName(file);
              var path = file.require("path");
              var remote = path.flatMap(Value::text).filter(text -> text.contains("://"));
              var content =
                  remote.isPresent() || path.isEmpty()
                      ? new TreeMap<String, byte[]>()
                      : local(path.get());
              var asset = new DataAsset(file, name, remote, content);
              asset.body("checked");
              var isFile = path.flatMap(ProjectReader::path).flatMap(files::file).isPresent();
              if (!content.isEmpty() && asset.folder() == isFile) {
                path.get()
                    .fault(
                        isFile
                            ? "is a file: give type uri_file"
                            : "is a folder: give type uri_folder");
              }
              return asset;
            });
  }

  private Optional<EnvironmentAsset> environment(Value reference) {
    return file(reference)
        .map(
            file -> {
              var name = assetName(file);
              file.require("image");
              var conda = file.find("conda_file").flatMap(this::conda);
              var asset = new EnvironmentAsset(file, name, conda);
              asset.body();
              return asset;
            });
  }

  /** A conda file stands in a file of its own, or in the environment's. */
  private Optional<Object> conda(Value value) {
    if (value.isMapping()) {
      return Optional.of(value.document());
    }
    var known = faults.size();
    return file(value)
        .filter(read -> faults.size() == known)
        .flatMap(read -> path(value))
        .flatMap(files::file)
        .map(content -> Yaml.document(new String(content, StandardCharsets.UTF_8)));
  }

  private static String assetName(Value file) {
    var field = file.require("name");
    var name = field.flatMap(Value::text).orElse("");
    field
        .filter(value -> !name.matches(ASSET_NAME))
        .ifPresent(
            value ->
                value.fault(
                    "expected letters, digits, dashes and underscores, a letter or digit first"));
    return name;
  }

  private Optional<Compute> compute(Value reference) {
    return file(reference)
        .map(
            file -> {
              if (!file.find("type")
                  .flatMap(Value::text)
                  .orElse("amlcompute")
                  .equals("amlcompute")) {
                file.find("type").ifPresent(field -> field.fault("only amlcompute is supported"));
              }
              var compute = new Compute(file, file.require("name").flatMap(Value::text).orElse(""));
              compute.body("checked");
              return compute;
            });
  }

  private Optional<OnlinePart> online(Value part) {
    return part(
        part,
        (endpoint, deployment) -> {
          deployment.require("instance_type");
          var online = new OnlinePart(endpoint, deployment);
          online.endpointBody("checked", Map.of());
          online.deploymentBody(check(), "checked", "checked", Map.of());
          return online;
        });
  }

  private Optional<BatchPart> batch(Value part) {
    return part(
        part,
        (endpoint, deployment) -> {
          deployment.require("compute");
          var batch = new BatchPart(endpoint, deployment);
          batch.endpointBody("checked", Map.of());
          batch.deploymentBody(check(), "checked", "checked", Map.of());
          return batch;
        });
  }

  private <T> Optional<T> part(Value part, BiFunction<Value, Value, T> read) {
    new Table().ignored("endpoint", "deployment").map(part, Table.object(), check());
    var endpoint = part.require("endpoint").flatMap(this::file);
    var deployment = part.require("deployment").flatMap(this::file);
    return endpoint.flatMap(found -> deployment.map(deployed -> read.apply(found, deployed)));
  }

  private Optional<TestPart> test(Value part) {
    new Table().ignored("data", "label", "request", "latency").map(part, Table.object(), check());
    var data = part.require("data").map(this::local).filter(found -> !found.isEmpty());
    var request = part.require("request").map(this::json).orElse(MissingNode.getInstance());
    var label = part.require("label").flatMap(Value::text).orElse("");
    var limits = part.find("latency");
    limits.ifPresent(found -> new Table().ignored("p95").map(found, Table.object(), check()));
    var latency = limits.flatMap(found -> found.find("p95")).flatMap(this::duration);
    if (data.isEmpty()) {
      return Optional.empty();
    }
    var text = new String(data.get().get(data.get().firstKey()), StandardCharsets.UTF_8);
    if (!header(text).contains(label)) {
      part.find("label").ifPresent(field -> field.fault("the test data have no such column"));
    }
    return Optional.of(new TestPart(text, label, request, latency));
  }

  private static List<String> header(String csv) {
    try (var reader = CsvReader.builder().ofCsvRecord(csv)) {
      return reader.stream().findFirst().map(CsvRecord::getFields).orElse(List.of());
    } catch (IOException | CsvParseException e) {
      return List.of();
    }
  }

  private JsonNode json(Value reference) {
    var content = local(reference);
    if (content.isEmpty()) {
      return MissingNode.getInstance();
    }
    try {
      return new ObjectMapper().readTree(content.get(content.firstKey()));
    } catch (IOException e) {
      reference.fault("no JSON: " + e.getMessage());
      return MissingNode.getInstance();
    }
  }

  private Optional<Duration> duration(Value value) {
    var text = value.text().orElse("");
    if (text.matches("\\d{1,9}ms")) {
      return Optional.of(Duration.ofMillis(Long.parseLong(text.replace("ms", ""))));
    }
    if (text.matches("\\d{1,6}s")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text.replace("s", ""))));
    }
    value.fault("expected a duration like 200ms or 2s");
    return Optional.empty();
  }

  private Map<String, String> names(Value model) {
    var names = new HashMap<String, String>();
    model
        .find("names")
        .map(Value::mapping)
        .orElse(Map.of())
        .forEach(
            (environment, kinds) -> {
              if (!environment.matches("staging|production")) {
                kinds.fault("expected staging or production");
              }
              kinds
                  .mapping()
                  .forEach(
                      (kind, name) -> {
                        if (!kind.matches("online|batch")) {
                          name.fault("expected online or batch");
                        }
                        if (!name.text().orElse("").matches(ENDPOINT_NAME)) {
                          name.fault("expected 3 to 32 letters, digits and dashes, a letter first");
                        }
                        names.put(environment + "." + kind, name.text().orElse(""));
                      });
            });
    return names;
  }

  private Optional<Value> file(Value reference) {
    var path = path(reference);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    var content = files.file(path.get());
    if (content.isEmpty()) {
      reference.fault("the project has no file " + path.get());
      return Optional.empty();
    }
    return Yaml.read(path.get(), content.get(), faults);
  }

  private SortedMap<String, byte[]> local(Value reference) {
    var path = path(reference);
    if (path.isEmpty()) {
      return new TreeMap<>();
    }
    var found = files.under(path.get());
    if (found.isEmpty()) {
      reference.fault("the project has no file or folder " + path.get());
    }
    return found;
  }

  /** A path relative to the file that names it; it may not leave the project. */
  private static Optional<String> path(Value reference) {
    var text = reference.text().orElse("");
    var folder =
        reference.file().contains("/") ? reference.file().replaceFirst("/[^/]*$", "/") : "";
    var parts = new ArrayList<String>();
    for (var part : (folder + text).split("/")) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          reference.fault("leaves the project");
          return Optional.empty();
        }
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (text.startsWith("/")) {
      reference.fault("expected a path relative to " + reference.file());
      return Optional.empty();
    }
    return Optional.of(String.join("/", parts));
  }

  private static References check() {
    return Assets.NO_REFERENCES;
  }
}
