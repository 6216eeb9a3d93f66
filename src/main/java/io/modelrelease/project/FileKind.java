package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Which kind of CLI v2 file one is. A file has no field for its kind: users of {@code az ml} say it
 * by the command ({@code az ml model create}). So it is decided by {@code $schema} where that is
 * there, and else by fields that only one kind has.
 */
enum FileKind {
  DATA("data", (file, sending) -> AssetKinds.data(file, sending)),
  ENVIRONMENT("environments", (file, sending) -> AssetKinds.environment(file, sending, false)),
  MODEL("models", (file, sending) -> AssetKinds.model(file, sending, false)),
  COMPUTE("computes", (file, sending) -> ComputeKinds.cluster(file, Endpoints.LOCATION, sending)),
  ONLINE_ENDPOINT(
      "onlineEndpoints",
      (file, sending) -> EndpointKinds.online(file, Endpoints.LOCATION, sending)),
  ONLINE_DEPLOYMENT(
      "onlineEndpoints",
      (file, sending) -> DeploymentKinds.online(file, Endpoints.LOCATION, sending)),
  BATCH_ENDPOINT(
      "batchEndpoints", (file, sending) -> EndpointKinds.batch(file, Endpoints.LOCATION, sending)),
  BATCH_DEPLOYMENT(
      "batchEndpoints",
      (file, sending) -> DeploymentKinds.batch(file, Endpoints.LOCATION, sending)),
  COMMAND_JOB("jobs", JobFiles::command),
  SWEEP_JOB("jobs", JobFiles::sweep),
  PIPELINE_JOB("jobs", JobFiles::pipeline),
  AUTOML_JOB("jobs", JobFiles::automl),
  SCHEDULE("schedules", Schedules::body),
  COMPONENT("components", JobFiles::component);

  private static final Set<FileKind> VERSIONED = Set.of(DATA, ENVIRONMENT, MODEL, COMPONENT);
  private static final Set<FileKind> JOBS =
      Set.of(COMMAND_JOB, SWEEP_JOB, PIPELINE_JOB, AUTOML_JOB);
  private static final Set<FileKind> BELOW_ENDPOINT = Set.of(ONLINE_DEPLOYMENT, BATCH_DEPLOYMENT);

  private static final Set<FileKind> NAMED =
      Set.of(ONLINE_ENDPOINT, ONLINE_DEPLOYMENT, BATCH_ENDPOINT);

  /** File names of Microsoft's schemas, in small letters. */
  private static final Map<String, FileKind> SCHEMAS =
      Map.ofEntries(
          Map.entry("data", DATA),
          Map.entry("dataset", DATA),
          Map.entry("environment", ENVIRONMENT),
          Map.entry("model", MODEL),
          Map.entry("amlcompute", COMPUTE),
          Map.entry("managedonlineendpoint", ONLINE_ENDPOINT),
          Map.entry("managedonlinedeployment", ONLINE_DEPLOYMENT),
          Map.entry("batchendpoint", BATCH_ENDPOINT),
          Map.entry("batchdeployment", BATCH_DEPLOYMENT),
          Map.entry("modelbatchdeployment", BATCH_DEPLOYMENT),
          Map.entry("pipelinecomponentbatchdeployment", BATCH_DEPLOYMENT),
          Map.entry("commandjob", COMMAND_JOB),
          Map.entry("sweepjob", SWEEP_JOB),
          Map.entry("pipelinejob", PIPELINE_JOB),
          Map.entry("automljob", AUTOML_JOB),
          Map.entry("automlclassificationjob", AUTOML_JOB),
          Map.entry("automlregressionjob", AUTOML_JOB),
          Map.entry("automlforecastingjob", AUTOML_JOB),
          Map.entry("schedule", SCHEDULE),
          Map.entry("commandcomponent", COMPONENT),
          Map.entry("parallelcomponent", COMPONENT),
          Map.entry("pipelinecomponent", COMPONENT));

  /** Kinds of Azure ML that this program does not map. */
  private static final Set<String> REFUSED =
      Set.of(
          "kubernetesonlineendpoint",
          "kubernetesonlinedeployment",
          "serverlessendpoint",
          "marketplacesubscription",
          "computeinstance",
          "kubernetescompute",
          "vmcompute",
          "synapsesparkcompute",
          "workspace",
          "workspaceconnection",
          "connection",
          "registry",
          "datastore",
          "azureblob",
          "azurefile",
          "azuredatalakegen1",
          "azuredatalakegen2",
          "onelake",
          "featureset",
          "featurestore",
          "featurestoreentity",
          "dataimport",
          "modelpackage",
          "modelversionpackage",
          "hub",
          "project",
          "sparkjob",
          "importjob",
          "finetuningjob",
          "index",
          "monitor");

  private static final Map<String, FileKind> TYPES =
      Map.ofEntries(
          Map.entry("uri_file", DATA),
          Map.entry("uri_folder", DATA),
          Map.entry("mltable", DATA),
          Map.entry("custom_model", MODEL),
          Map.entry("mlflow_model", MODEL),
          Map.entry("triton_model", MODEL),
          Map.entry("amlcompute", COMPUTE),
          Map.entry("managed", ONLINE_DEPLOYMENT));

  private static final Set<String> JOB_TYPES =
      Set.of("command", "parallel", "pipeline", "sweep", "automl");

  /** Fields that tell, the first that is there. */
  private static final List<Map.Entry<Set<String>, FileKind>> FIELDS =
      List.of(
          Map.entry(
              Set.of("instance_type", "request_settings", "liveness_probe", "app_insights_enabled"),
              ONLINE_DEPLOYMENT),
          Map.entry(
              Set.of("mini_batch_size", "output_action", "error_threshold"), BATCH_DEPLOYMENT),
          Map.entry(Set.of("traffic", "mirror_traffic", "public_network_access"), ONLINE_ENDPOINT),
          Map.entry(Set.of("defaults"), BATCH_ENDPOINT),
          Map.entry(Set.of("create_job", "create_monitor"), SCHEDULE),
          Map.entry(Set.of("trial"), SWEEP_JOB),
          Map.entry(Set.of("jobs"), PIPELINE_JOB),
          Map.entry(Set.of("command"), COMMAND_JOB),
          Map.entry(Set.of("image", "conda_file", "build", "inference_config"), ENVIRONMENT),
          Map.entry(Set.of("flavors", "job_name", "stage"), MODEL),
          Map.entry(Set.of("min_instances", "max_instances", "size"), COMPUTE),
          Map.entry(Set.of("path"), DATA)); // or a model, by what it is

  /** Fields of kinds that are not mapped, where the file has no word for its kind. */
  private static final Map<String, String> REFUSED_FIELDS =
      Map.of(
          "import_data", "data import",
          "base_environment_source", "model package",
          "inferencing_server", "model package",
          "model_id", "serverless endpoint",
          "replication_locations", "registry",
          "dependencies", "a conda file by itself");

  /** What training programs call their results; a file without a type may name one. */
  private static final Pattern MODEL_FILE =
      Pattern.compile("(?i)runs:/.*|.*\\.(pkl|pickle|joblib|onnx|pt|pth|h5|keras|lgb|ubj)");

  private static final String KUBERNETES = "kubernetes";
  private static final Set<String> ONLINE_MODES = Set.of("key", "aml_token");

  private static final Pattern SCHEMA = Pattern.compile("([A-Za-z]+)(?:\\.schema)?\\.json");

  private final String collection;
  private final BiFunction<Value, Sending, ObjectNode> body;

  FileKind(String collection, BiFunction<Value, Sending, ObjectNode> body) {
    this.collection = collection;
    this.body = body;
  }

  /** The kind; empty and a fault that names it where it is none that can be mapped. */
  static Optional<FileKind> of(Value file) {
    var schema = file.find("$schema").flatMap(Value::text).flatMap(FileKind::schema).orElse("");
    if (REFUSED.contains(schema.toLowerCase(Locale.ROOT))) {
      file.find("$schema").ifPresent(value -> unsupported(value, schema));
      return Optional.empty();
    }
    for (var refused : REFUSED_FIELDS.entrySet()) {
      var field = file.find(refused.getKey());
      if (field.isPresent()) {
        unsupported(field.get(), refused.getValue());
        return Optional.empty();
      }
    }
    if (isKubernetes(file)) {
      return Optional.empty();
    }
    var told = Optional.ofNullable(SCHEMAS.get(schema.toLowerCase(Locale.ROOT)));
    if (told.filter(JOBS::contains).isPresent() && isUnknownJob(file)) {
      return Optional.empty();
    }
    return told.filter(kind -> !isCopied(kind, file))
        .map(kind -> JOBS.contains(kind) ? byType(file).orElse(kind) : kind)
        .or(() -> byFields(file));
  }

  /** Such deployments say so, such endpoints name their compute. */
  private static boolean isKubernetes(Value file) {
    var type = file.find("type").filter(Value::isText);
    if (type.flatMap(Value::text).filter(KUBERNETES::equalsIgnoreCase).isPresent()) {
      unsupported(type.get(), KUBERNETES);
      return true;
    }
    var compute = file.find("compute").filter(found -> isOnlineEndpoint(file));
    compute.ifPresent(found -> unsupported(found, "an endpoint of a Kubernetes compute"));
    return compute.isPresent();
  }

  private static boolean isOnlineEndpoint(Value file) {
    return file.find("endpoint_name").isEmpty()
        && file.find("command").isEmpty()
        && file.find("jobs").isEmpty()
        && (ONLINE_MODES.contains(mode(file)) || file.find("traffic").isPresent());
  }

  private static String mode(Value file) {
    return file.find("auth_mode").flatMap(Value::text).map(EnumWords::snake).orElse("");
  }

  /** The client never looks at {@code $schema}, so that copies of the wrong line live on. */
  private static boolean isCopied(FileKind kind, Value file) {
    return BELOW_ENDPOINT.contains(kind) != file.find("endpoint_name").isPresent()
        && !BELOW_ENDPOINT.contains(kind);
  }

  /** The client refuses a job by its type alone; a schema line does not save it. */
  private static boolean isUnknownJob(Value file) {
    var unknown =
        file.find("endpoint_name").isPresent()
            ? Optional.<Value>empty()
            : file.find("type")
                .filter(Value::isText)
                .filter(type -> type.text().filter(word -> isKnown(word, file)).isEmpty());
    unknown.ifPresent(type -> unsupported(type, type.text().orElse("")));
    return unknown.isPresent();
  }

  private static boolean isKnown(String type, Value file) {
    return job(type, file).isPresent() || TYPES.containsKey(type.toLowerCase(Locale.ROOT));
  }

  /** What the type of a job's file says, whatever its schema line does. */
  private static Optional<FileKind> byType(Value file) {
    return file.find("type")
        .filter(Value::isText)
        .flatMap(Value::text)
        .flatMap(type -> job(type, file))
        .filter(JOBS::contains);
  }

  private static Optional<FileKind> byFields(Value file) {
    if (file.find("endpoint_name").isPresent()) {
      var batch =
          file.find("compute").isPresent()
              || file.find("settings").isPresent()
              || file.find("component").isPresent()
              || file.find("type")
                  .flatMap(Value::text)
                  .filter(type -> type.matches("model|pipeline"))
                  .isPresent();
      return Optional.of(batch ? BATCH_DEPLOYMENT : ONLINE_DEPLOYMENT);
    }
    var type = file.find("type").filter(Value::isText);
    if (type.isPresent()) {
      var word = type.flatMap(Value::text).orElse("");
      var job = job(word, file);
      if (job.isPresent()) {
        return job;
      }
      var kind = Optional.ofNullable(TYPES.get(word.toLowerCase(Locale.ROOT)));
      if (kind.isEmpty()) {
        type.ifPresent(value -> unsupported(value, word));
      }
      return kind;
    }
    var auth = mode(file);
    if (ONLINE_MODES.contains(auth)) {
      return Optional.of(ONLINE_ENDPOINT);
    }
    var told =
        FIELDS.stream()
            .filter(entry -> entry.getKey().stream().anyMatch(name -> file.find(name).isPresent()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (told.equals(Optional.of(DATA))
        && file.find("path")
            .flatMap(Value::text)
            .filter(path -> MODEL_FILE.matcher(path).matches())
            .isPresent()) {
      return Optional.of(MODEL);
    }
    if (told.isEmpty() && auth.equals("aad_token")) {
      return Optional.of(BATCH_ENDPOINT);
    }
    if (told.isEmpty()) {
      var schema = file.find("$schema");
      schema
          .flatMap(Value::text)
          .flatMap(FileKind::schema)
          .ifPresentOrElse(
              name -> unsupported(schema.get(), name),
              () ->
                  file.fault(
                      "$schema",
                      "is missing, and no field says which kind of file this is; add $schema"));
    }
    return told;
  }

  /** Jobs and components have the same types; a component's inputs say no values. */
  private static Optional<FileKind> job(String type, Value file) {
    var component =
        file.find("compute").isEmpty()
            && file.find("settings").isEmpty()
            && file.find("experiment_name").isEmpty()
            && file.find("name").isPresent()
            && (file.find("version").isPresent()
                || file.find("is_deterministic").isPresent()
                || file.find("inputs")
                    .map(Value::mapping)
                    .filter(
                        inputs ->
                            !inputs.isEmpty()
                                && inputs.values().stream()
                                    .allMatch(
                                        input ->
                                            input.find("type").isPresent()
                                                && input.find("path").isEmpty()))
                    .isPresent());
    return switch (type) {
      case "command" -> Optional.of(component ? COMPONENT : COMMAND_JOB);
      case "parallel" -> Optional.of(COMPONENT);
      case "pipeline" -> Optional.of(component ? COMPONENT : PIPELINE_JOB);
      case "sweep" -> Optional.of(SWEEP_JOB);
      case "automl" -> Optional.of(AUTOML_JOB);
      default -> Optional.empty();
    };
  }

  private static void unsupported(Value value, String name) {
    value.fault(
        "%s is not supported; supported are data, environment, model, amlcompute, managed online"
                .formatted(Paths.shown(name))
            + " endpoint and deployment, batch endpoint and deployment, components, schedules and jobs"
            + Table.closest(types(), name)
                .map(type -> "; did you mean %s?".formatted(type))
                .orElse(""));
  }

  private static Set<String> types() {
    var types = new HashSet<>(JOB_TYPES);
    types.addAll(TYPES.keySet());
    return types;
  }

  private static Optional<String> schema(String address) {
    var found = SCHEMA.matcher(address);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /** Names that Microsoft's client looks at: endpoints and online deployments. */
  private static void checkNames(Value file, FileKind kind) {
    if (NAMED.contains(kind)) {
      file.find("name")
          .filter(Value::isText)
          .ifPresent(
              name ->
                  name.text(
                      text -> text.matches("[a-zA-Z](?:[-a-zA-Z0-9]{1,30})[a-zA-Z0-9]"),
                      "3 to 32 letters, digits and dashes, a letter first and no dash last"));
    }
  }

  /** Maps a file: what it carries inside is sent first, then the file itself. */
  void send(Value file, PlannedSending sending) {
    checkNames(file, this);
    var parts = new ArrayList<String>(List.of(sending.workspace(), collection));
    if (BELOW_ENDPOINT.contains(this)) {
      parts.add(name(file, "endpoint_name"));
      parts.add("deployments");
    }
    parts.add(JOBS.contains(this) ? JobFiles.name(file) : name(file, "name"));
    if (VERSIONED.contains(this)) {
      parts.add("versions");
      parts.add(InlineAssets.version(file));
    }
    sending.put(String.join("/", parts), body.apply(file, sending));
  }

  private static String name(Value file, String field) {
    return file.require(field).flatMap(Value::text).orElse("");
  }
}
