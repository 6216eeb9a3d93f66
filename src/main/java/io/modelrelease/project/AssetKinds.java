package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How files of data, models and environments become bodies of asset versions. */
final class AssetKinds {
  private static final String SHORT_URI = "azureml://datastores/";

  private AssetKinds() {}

  private static Table asset() {
    return new Table()
        .ignored("$schema", "name", "version")
        .ignored("id", "creation_context", "latest_version") // what az ml shows
        .text("description", "properties.description")
        .texts("tags", "properties.tags")
        .texts("properties", "properties.properties");
  }

  static final Table DATA =
      asset()
          .choice(
              "type",
              "properties.dataType",
              Map.of("uri_file", "uri_file", "uri_folder", "uri_folder", "mltable", "mltable"))
          .ignored("properties"); // which the client drops (DataSchema: dump_only)

  /** A release says itself where the bytes are. */
  static final Table RELEASED_DATA = new Table().with(DATA).ignored("path", "datastore");

  static final Table MODEL =
      asset()
          .choice(
              "type",
              "properties.modelType",
              Map.of(
                  "custom_model", "custom_model",
                  "mlflow_model", "mlflow_model",
                  "triton_model", "triton_model"))
          .text("stage", "properties.stage")
          .row("flavors", AssetKinds::flavors)
          .ignored("job_name", "utc_time_created"); // dropped, too (ModelSchema)

  private static Table route(String name) {
    var to = "properties.inferenceConfig." + name + ".";
    return new Table()
        .integer("port", to + "port")
        .text("path", to + "path")
        .requires("port", "path");
  }

  static final Table ENVIRONMENT =
      asset()
          .text("image", "properties.image")
          .row("conda_file", AssetKinds::condaFile)
          .nested(
              "inference_config",
              new Table()
                  .nested("liveness_route", route("livenessRoute"))
                  .nested("readiness_route", route("readinessRoute"))
                  .nested("scoring_route", route("scoringRoute"))
                  .requires("liveness_route", "readiness_route", "scoring_route"))
          .choice(
              "os_type",
              "properties.osType",
              Map.of("linux", "Linux", "Linux", "Linux", "windows", "Windows"));

  private static ObjectNode properties(ObjectNode target) {
    return target.withObject("/properties");
  }

  /** A path whose files go to the datastore that the asset's file names, else to the default. */
  private interface Place {
    void map(Value path, Optional<Value> datastore, ObjectNode target, Sending sending);
  }

  private static Table stored(Table table, Value file, String field, Place place) {
    var datastore = file.find("datastore").filter(value -> !value.isEmpty());
    return new Table()
        .with(table)
        .ignored("datastore")
        .row(field, (path, target, sending) -> place.map(path, datastore, target, sending));
  }

  private static void dataPath(
      Value path, Optional<Value> datastore, ObjectNode target, Sending sending) {
    var text = path.text().orElse("");
    if (isElsewhere(path, text)) {
      properties(target).put("dataUri", text);
    } else {
      path.local()
          .upload(path, datastore)
          .ifPresent(
              upload -> {
                kind(path, upload, properties(target).path("dataType").asText());
                properties(target).put("dataUri", withoutSlash(sending.upload(upload)));
                table(path, upload.files(), properties(target));
              });
    }
  }

  /** An address; an asset has no other asset as its path. */
  private static boolean isElsewhere(Value path, String text) {
    if (text.startsWith("azureml:") && !text.startsWith("azureml://")) {
      path.unexpected("an address like azureml://datastores/… or a path, not another asset");
    }
    return Table.isRemote(text);
  }

  /** The client looks whether a folder is one. */
  static void kind(Value path, Upload upload, String type) {
    if (!upload.folder() && type.equals("uri_folder")) {
      path.fault("is a file: give type uri_file");
    } else if (upload.folder() && type.equals("uri_file")) {
      path.fault("is a folder: give type uri_folder");
    }
  }

  /** An MLTable file says which files it reads; the service is told, too. */
  static void table(Value path, SortedMap<String, byte[]> files, ObjectNode properties) {
    if (!properties.path("dataType").asText().equals("mltable")) {
      return;
    }
    var content = Optional.ofNullable(files.get("MLTable"));
    if (content.isEmpty()) {
      path.fault("an mltable is a folder with a file MLTable, and there is none in it");
      return;
    }
    var document = Yaml.document(path.file(), content.get(), path.local().faults());
    if (document.orElse(null) instanceof Map<?, ?> fields
        && fields.get("paths") instanceof List<?> paths) {
      var uris = properties.putArray("referencedUris");
      paths.forEach(
          entry -> {
            if (entry instanceof Map<?, ?> one) {
              one.values().forEach(uri -> uris.add(String.valueOf(uri)));
            }
          });
    }
  }

  private static void modelPath(
      Value path, Optional<Value> datastore, ObjectNode target, Sending sending) {
    var text = path.text().orElse("");
    if (isElsewhere(path, text)) {
      properties(target).put("modelUri", modelUri(text, sending));
    } else {
      path.local()
          .upload(path, datastore)
          .ifPresent(
              upload ->
                  properties(target)
                      .put("modelUri", sending.longUri(withoutSlash(sending.upload(upload)))));
    }
  }

  /** Short and long addresses in a datastore get the workspace's own long form. */
  private static String modelUri(String text, Sending sending) {
    if (text.startsWith(SHORT_URI)) {
      return sending.longUri(text);
    }
    var datastore = text.indexOf("/datastores/");
    return text.startsWith("azureml://subscriptions/") && datastore > 0
        ? sending.longUri("azureml:/" + text.substring(datastore))
        : text;
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private static void flavors(Value value, ObjectNode target, Sending sending) {
    var flavors = properties(target).putObject("flavors");
    value
        .mapping()
        .forEach(
            (name, flavor) -> {
              var data = flavors.putObject(name).putObject("data");
              flavor
                  .mapping()
                  .forEach(
                      (key, entry) -> {
                        if (!entry.isEmpty()) {
                          entry.literal().ifPresent(text -> data.put(key, text));
                        }
                      });
            });
  }

  /** A path, or the document itself; sent as text with sorted keys. */
  private static void condaFile(Value value, ObjectNode target, Sending sending) {
    var document = value.isMapping() ? Optional.of(value.plain()) : value.local().document(value);
    document.ifPresent(conda -> properties(target).put("condaFile", Yaml.sorted(conda)));
  }

  private static void build(
      Value value, Optional<Value> datastore, ObjectNode target, Sending sending) {
    new Table()
        .row("path", (path, build, to) -> buildContext(path, datastore, build, to))
        .text("dockerfile_path", "properties.build.dockerfilePath")
        .map(value, target, sending);
  }

  /** The service wants a slash at the end of the folder's address. */
  private static void buildContext(
      Value value, Optional<Value> datastore, ObjectNode target, Sending sending) {
    var build = properties(target).withObject("/build");
    var text = value.text().orElse("");
    if (Table.isRemote(text)) {
      build.put("contextUri", text);
    } else {
      value
          .local()
          .upload(value, datastore)
          .ifPresent(
              upload ->
                  build.put("contextUri", sending.blobUrl(sending.upload(upload)).concat("/")));
    }
  }

  static ObjectNode data(Value file, Sending sending) {
    var body = version(false);
    properties(body).put("dataType", "uri_folder");
    file.find("type")
        .flatMap(Value::text)
        .ifPresent(type -> properties(body).put("dataType", type));
    file.require("path");
    stored(DATA, file, "path", AssetKinds::dataPath).map(file, body, sending);
    return body;
  }

  /** A data asset that is a folder elsewhere. */
  static ObjectNode folder(String uri) {
    var body = version(false);
    properties(body).put("dataType", "uri_folder").put("dataUri", uri);
    return body;
  }

  static ObjectNode model(Value file, Sending sending, boolean anonymous) {
    var body = version(anonymous);
    properties(body).put("modelType", "custom_model");
    file.require("path");
    stored(MODEL, file, "path", AssetKinds::modelPath).map(file, body, sending);
    var uri = properties(body).path("modelUri").asText();
    if (properties(body).path("modelType").asText().equals("mlflow_model")
        && uri.substring(uri.lastIndexOf('/') + 1).contains(".")) { // the client looks no closer
      file.find("path").ifPresent(path -> path.fault("an mlflow_model is a folder, without a dot"));
    }
    return body;
  }

  static ObjectNode environment(Value file, Sending sending, boolean anonymous) {
    var body = Table.object();
    properties(body).put("isAnonymous", anonymous).put("isArchived", false);
    if (file.find("image").isPresent() == file.find("build").isPresent()) {
      file.fault("an environment has an image or a build context, one of the two");
    }
    stored(ENVIRONMENT, file, "build", AssetKinds::build).map(file, body, sending);
    return body;
  }

  private static ObjectNode version(boolean anonymous) {
    var body = Assets.body();
    properties(body).put("isAnonymous", anonymous);
    return body;
  }

  /** Of a body's content: 32 hex digits. */
  static String hash(ObjectNode body) {
    var content = new TreeMap<String, byte[]>();
    content.put("body", body.toString().getBytes(StandardCharsets.UTF_8));
    return ProjectFiles.digest(content).substring(0, 32);
  }
}
