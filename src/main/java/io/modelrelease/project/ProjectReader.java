package io.modelrelease.project;

import io.modelrelease.project.InvalidProjectException.What;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads {@code model.yml} and the files that it names, and finds all faults at once. */
final class ProjectReader {
  private static final String MODEL_FILE = "model.yml";
  private static final int MOST_FILES = 100;
  private static final Predicate<String> MODEL_NAME = form("[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}");
  private static final Predicate<String> ASSET_NAME = form("[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}");
  private static final Predicate<String> ENDPOINT_NAME =
      form("(?=.{3,32}$)[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?");

  /** Narrower than Azure's, where any text is a version: it stands in addresses. */
  private static final Predicate<String> VERSION = form("(?!\\.+$)[\\w.-]{1,255}");

  private static final List<OnlyPlanned> ONLY_PLANNED =
      List.of(
          new OnlyPlanned("sweep", "trial", "a sweep"),
          new OnlyPlanned("automl", "target_column_name", "an AutoML job"),
          new OnlyPlanned("schedule", "trigger", "a schedule"));

  private static final String NAME_FORM =
      "a name of 1 to %d letters, digits, dashes and underscores, a letter or digit first";

  private final ProjectFiles files;
  private final Set<Fault> faults = new LinkedHashSet<>();
  private final LocalFiles local;

  ProjectReader(ProjectFiles files) {
    this.files = files;
    this.local = new LocalFiles(files, faults);
  }

  private static Predicate<String> form(String pattern) {
    return Pattern.compile(pattern).asMatchPredicate();
  }

  ModelProject read() {
    var content = files.file(MODEL_FILE);
    if (content.isEmpty()) {
      faults.add(Fault.of("", "the project has no model.yml at its top" + elsewhere()));
    }
    var project = content.flatMap(bytes -> Yaml.read(MODEL_FILE, bytes, local)).map(this::read);
    if (!faults.isEmpty()) {
      throw new InvalidProjectException(What.FILES, faults);
    }
    return project.orElseThrow();
  }

  /** Where it might be: an archive of the folder, and not of what is in it, or another ending. */
  private String elsewhere() {
    return files.paths().stream()
        .filter(path -> path.matches("(.*/)?model\\.ya?ml"))
        .findFirst()
        .map(
            path ->
                path.endsWith("/" + MODEL_FILE)
                    ? ", it is %s: pack what is in that folder (tar -czf project.tar.gz -C %s .)"
                        .formatted(path, path.substring(0, path.lastIndexOf('/')))
                    : ", it is called %s: rename it".formatted(path))
        .orElse("");
  }

  private ModelProject read(Value model) {
    model.only(
        "name",
        "data",
        "environments",
        "computes",
        "train",
        "output",
        "evaluate",
        "online",
        "batch",
        "task",
        "test",
        "names");
    var training = model.require("train").flatMap(this::job);
    var output = model.require("output");
    var outputName = output.flatMap(Value::text).orElse("");
    training
        .filter(job -> output.isPresent() && !job.outputs().contains(outputName))
        .ifPresent(
            job ->
                output
                    .get()
                    .unexpected(
                        job.outputs().isEmpty()
                            ? "an output, and the training job has none"
                            : "an output of the training job: "
                                + String.join(" or ", job.outputs())));
    training
        .filter(job -> job.outputs().contains(outputName))
        .flatMap(job -> job.unwritten(outputName))
        .ifPresent(words -> output.ifPresent(value -> value.fault(words)));
    return new ModelProject(
        model.require("name").flatMap(ProjectReader::modelName).orElse(""),
        model.require("task").flatMap(ProjectReader::task).orElse(TaskType.BINARY),
        list(model, "data", this::data, DataAsset::name),
        list(model, "environments", this::environment, EnvironmentAsset::name),
        list(model, "computes", this::compute, Compute::name),
        training.orElse(null),
        outputName,
        model.find("evaluate").flatMap(this::evaluation),
        model.find("online").flatMap(this::online),
        model.find("batch").flatMap(this::batch),
        model.require("test").flatMap(new TestReader(local)::read).orElse(null),
        names(model));
  }

  private static Optional<String> modelName(Value value) {
    return value.text(MODEL_NAME, NAME_FORM.formatted(128));
  }

  private static Optional<TaskType> task(Value value) {
    var words =
        Map.of(
            "binary",
            TaskType.BINARY,
            "multiclass",
            TaskType.MULTICLASS,
            "regression",
            TaskType.REGRESSION);
    return value.text(words::containsKey, "binary, multiclass or regression").map(words::get);
  }

  /** The files of a list, each of another name. */
  private <T> List<T> list(
      Value model, String field, Function<Value, Optional<T>> read, Function<T, String> name) {
    var listed = model.find(field).map(Value::list).orElse(List.of());
    if (listed.size() > MOST_FILES) {
      model
          .find(field)
          .ifPresent(value -> value.fault("expected at most %d files".formatted(MOST_FILES)));
      return List.of();
    }
    var names = new HashSet<String>();
    return listed.stream()
        .flatMap(
            reference -> {
              var found = read.apply(reference);
              found
                  .map(name)
                  .filter(known -> !known.isEmpty() && !names.add(known))
                  .ifPresent(
                      known ->
                          reference.fault("there is another %s in this list".formatted(known)));
              return found.stream();
            })
        .toList();
  }

  private Optional<Job> job(Value reference) {
    return local
        .yaml(reference)
        .filter(ProjectReader::canBeReleased)
        .map(
            file -> {
              var job = ofKind(file);
              job.check();
              return job;
            });
  }

  /** Kinds of files that {@code plan --file} maps, and no release starts, by a field of theirs. */
  private static boolean canBeReleased(Value file) {
    var type = file.find("type").filter(Value::isText);
    var word = type.flatMap(Value::text).orElse("");
    var planned =
        ONLY_PLANNED.stream()
            .filter(kind -> kind.type().equals(word) || file.find(kind.field()).isPresent())
            .findFirst();
    planned.ifPresent(
        kind ->
            type.or(() -> file.find(kind.field()))
                .ifPresent(
                    value ->
                        value.fault(
                            "%s can be planned (plan --file), but a release does not start it; give a command or pipeline job"
                                .formatted(kind.words()))));
    return planned.isEmpty();
  }

  /**
   * @param type what the file says it is
   * @param field which other kinds do not have
   */
  private record OnlyPlanned(String type, String field, String words) {}

  private static Job ofKind(Value file) {
    if (file.find("jobs").isPresent() || file.find("component").isPresent()) {
      only(file, "type", "pipeline", "a file with jobs is a pipeline");
      return new PipelineJob(file);
    }
    only(file, "type", "command", "only command and pipeline jobs are supported");
    file.require("command");
    file.require("environment");
    return new CommandJob(file);
  }

  private Optional<Job> evaluation(Value reference) {
    var job = job(reference);
    job.ifPresent(
        found -> {
          if (!(found instanceof CommandJob)) {
            reference.fault("the evaluation is a command job, and this is a pipeline");
          }
          for (var input : List.of("candidate", "champion")) {
            if (!found.inputs().contains(input)) {
              reference.fault("the evaluation job has no input " + input);
            }
          }
          if (!found.outputs().contains("fingerprint")) {
            reference.fault("the evaluation job has no output fingerprint");
          }
        });
    return job;
  }

  /** A field that may be left out, and else has one value. */
  private static void only(Value file, String field, String value, String otherwise) {
    file.find(field)
        .filter(found -> found.text().filter(value::equals).isEmpty())
        .ifPresent(found -> found.fault(otherwise));
  }

  private Optional<DataAsset> data(Value reference) {
    return local
        .yaml(reference)
        .map(
            file -> {
              var name = assetName(file);
              version(file);
              var path = file.require("path");
              var remote = path.flatMap(Value::text).filter(text -> text.contains("://"));
              var upload =
                  path.filter(found -> remote.isEmpty())
                      .flatMap(found -> local.upload(found, file.find("datastore")));
              var asset = new DataAsset(file, name, remote, upload);
              asset.body("checked");
              path.filter(found -> upload.isPresent() && asset.folder() == local.isFile(found))
                  .ifPresent(
                      found ->
                          found.fault(
                              asset.folder()
                                  ? "is a file: give type uri_file"
                                  : "is a folder: give type uri_folder"));
              return asset;
            });
  }

  private Optional<EnvironmentAsset> environment(Value reference) {
    return local
        .yaml(reference)
        .map(
            file -> {
              version(file);
              if (file.find("image").isEmpty() && file.find("build").isEmpty()) {
                file.require("image");
              }
              var asset = new EnvironmentAsset(file, assetName(file));
              asset.body(Assets.NOTHING_SENT);
              return asset;
            });
  }

  /** A file, or its fields: a cluster that a pipeline names has often no file. */
  private Optional<Compute> compute(Value reference) {
    return (reference.isMapping() ? Optional.of(reference) : local.yaml(reference))
        .map(
            file -> {
              only(file, "type", "amlcompute", "only amlcompute is supported");
              var compute = new Compute(file, assetName(file));
              compute.body("checked", Assets.NOTHING_SENT);
              return compute;
            });
  }

  private static String assetName(Value file) {
    return file.require("name")
        .flatMap(value -> value.text(ASSET_NAME, NAME_FORM.formatted(255)))
        .orElse("");
  }

  private static void version(Value file) {
    file.find("version")
        .ifPresent(value -> value.text(VERSION, "1 to 255 letters, digits, dots, - and _"));
  }

  private Optional<OnlinePart> online(Value part) {
    return part(
        part,
        (endpoint, deployment) -> {
          deployment.require("instance_type");
          var online = new OnlinePart(endpoint, deployment);
          online.endpointBody("checked", Map.of());
          online.deploymentBody(
              Assets.NOTHING_SENT,
              new Placement("checked", "checked", "checked"),
              "checked",
              Map.of());
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
          batch.deploymentBody(Assets.NOTHING_SENT, "checked", "checked", Map.of());
          return batch;
        });
  }

  private <T> Optional<T> part(Value part, BiFunction<Value, Value, T> read) {
    part.only("endpoint", "deployment");
    var endpoint = part.require("endpoint").flatMap(local::yaml);
    var deployment = part.require("deployment").flatMap(local::yaml);
    return endpoint.flatMap(found -> deployment.map(deployed -> read.apply(found, deployed)));
  }

  private static Map<String, String> names(Value model) {
    var names = new HashMap<String, String>();
    model
        .find("names")
        .map(value -> value.only("staging", "production").mapping())
        .orElse(Map.of())
        .forEach(
            (environment, kinds) ->
                kinds
                    .only("online", "batch")
                    .mapping()
                    .forEach(
                        (kind, name) ->
                            name.text(
                                    ENDPOINT_NAME,
                                    "3 to 32 letters, digits and dashes, a letter first")
                                .ifPresent(text -> names.put(environment + "." + kind, text))));
    return names;
  }
}
