package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What ids and URIs point to. */
public final class References {
  private static final Pattern ARM_VERSION =
      Pattern.compile(
          "(?:azureml:/?)?/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.MachineLearningServices/workspaces/([^/]+)/([^/]+)/([^/]+)/versions/([^/]+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern REGISTRY_VERSION =
      Pattern.compile("azureml://registries/([^/]+)/([^/]+)/([^/]+)/versions/([^/]+)");
  private static final Pattern ENVIRONMENT =
      Pattern.compile("/environments/([^/]+)/versions/([^/]+)$", Pattern.CASE_INSENSITIVE);

  /** The newest version, by the label that every asset of a registry has. */
  private static final Pattern REGISTRY_LABEL =
      Pattern.compile("azureml://registries/([^/]+)/([^/]+)/([^/]+)/labels/latest");

  /** Assets as the run history and the registries' import name them. */
  private static final Pattern LOCATED_VERSION =
      Pattern.compile(
          "azureml://locations/[^/]+/workspaces/([^/]+)/(data|models)/([^/]+)/versions/([^/]+)");

  /** An output of a job that was not given a name; see {@link OutputAssets}. */
  private static final Pattern UNNAMED_OUTPUT = Pattern.compile("azureml_(.+)_output_data_(.+)");

  private static final Pattern SHORT_DATASTORE =
      Pattern.compile("azureml://datastores/([^/]+)/paths/(.*)");
  private static final Pattern LONG_DATASTORE =
      Pattern.compile(
          "azureml://subscriptions/([^/]+)/resource[gG]roups/([^/]+)/workspaces/([^/]+)/datastores/([^/]+)/paths/(.*)");
  private static final Pattern ARM_DATASTORE =
      Pattern.compile(
          "/subscriptions/([^/]+)/resource[gG]roups/([^/]+)/providers/Microsoft.MachineLearningServices/workspaces/([^/]+)/datastores/([^/]+)/paths/(.*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern JOB_OUTPUT =
      Pattern.compile("azureml://jobs/([^/]+)/outputs/([^/]+)(?:/paths/(.*))?");

  /** Artifacts of a run: MLflow's address, and Azure's by the outputs that every job has. */
  private static final Pattern ARTIFACTS =
      Pattern.compile(
          "(?:runs:/|azureml://jobs/)([^/]+)(?:/outputs/(?:artifacts|default)(?:/paths(?:/artifacts)?)?)?(?:/(.*))?");

  /** Storage and web servers that are no datastores of the workspace. */
  static final String ELSEWHERE = "(?:https?|wasbs?|abfss?|adl)://.*";

  /** The port may have been another one when the address was written down. */
  private static final Pattern OWN_BLOB =
      Pattern.compile(
          "http://(?:127\\.0\\.0\\.1|localhost|\\[::1]):\\d+/(st[a-z0-9]+)/([^/?]+)(?:/([^?]*))?(?:\\?.*)?");

  /** What Microsoft's clients write down, who build the addresses of blobs themselves. */
  private static final Pattern CLOUD_BLOB =
      Pattern.compile(
          "https://(st[a-z0-9]+)\\.blob\\.core\\.windows\\.net(?::443)?/([^/?]+)(?:/([^?]*))?(?:\\?.*)?");

  private final World world;

  public References(World world) {
    this.world = world;
  }

  /** The document of an asset version that an id names; empty when there is none. */
  public Optional<Resource> version(String id) {
    return stored(id).or(() -> CuratedEnvironments.find(world, id));
  }

  private Optional<Resource> stored(String id) {
    var arm = ARM_VERSION.matcher(id);
    if (arm.matches()) {
      return Resource.find(
          world,
          Place.workspace(arm.group(1))
              .key(
                  arm.group(2).toLowerCase(java.util.Locale.ROOT),
                  arm.group(3),
                  "versions",
                  arm.group(4)));
    }
    var registry = REGISTRY_VERSION.matcher(id);
    if (registry.matches()) {
      return Resource.find(
          world,
          new Place(true, registry.group(1))
              .key(registry.group(2), registry.group(3), "versions", registry.group(4)));
    }
    var label = REGISTRY_LABEL.matcher(id);
    if (label.matches()) {
      return AssetVersions.latest(
          world, new Place(true, label.group(1)), label.group(2), label.group(3));
    }
    var located = LOCATED_VERSION.matcher(id);
    if (located.matches()) {
      return workspaceWithId(located.group(1))
          .flatMap(
              place ->
                  Resource.find(
                      world,
                      place.key(located.group(2), located.group(3), "versions", located.group(4))));
    }
    return Optional.empty();
  }

  private static Optional<Place> workspaceWithId(String guid) {
    return World.WORKSPACES.stream()
        .filter(name -> World.guid(name).equalsIgnoreCase(guid))
        .map(Place::workspace)
        .findFirst();
  }

  private record Output(Resource job, String name) {
    String uri() {
      return outputUri(job.name(), job, name);
    }

    String type() {
      return OutputAssets.historyType(
          job.properties().path("outputs").path(name).path("jobOutputType").asText("uri_folder"));
    }
  }

  /** An output that the run history names by an id without a registered asset. */
  private Optional<Output> unnamedOutput(String id) {
    var located = LOCATED_VERSION.matcher(id);
    if (!located.matches()) {
      return Optional.empty();
    }
    var output = UNNAMED_OUTPUT.matcher(located.group(3));
    return Optional.of(output)
        .filter(Matcher::matches)
        .flatMap(found -> workspaceWithId(located.group(1)))
        .flatMap(place -> Resource.find(world, place.key("jobs", output.group(1))))
        .filter(job -> job.properties().path("outputs").has(output.group(2)))
        .map(job -> new Output(job, output.group(2)));
  }

  /** Whether a URI has a form that the service knows, whatever is there. */
  static boolean isAddress(String uri) {
    return Stream.of(
            ARM_VERSION,
            REGISTRY_VERSION,
            REGISTRY_LABEL,
            LOCATED_VERSION,
            SHORT_DATASTORE,
            LONG_DATASTORE,
            JOB_OUTPUT,
            ARTIFACTS)
        .anyMatch(form -> form.matcher(uri).matches());
  }

  /** What the run history calls the type of an asset or output that it names. */
  public Optional<String> historyType(String id) {
    return version(id)
        .map(Resource::properties)
        .map(said -> said.path("dataType").asText(said.path("modelType").asText("")))
        .map(OutputAssets::historyType)
        .or(() -> unnamedOutput(id).map(Output::type));
  }

  /**
   * A URI as the service shows it: data in a datastore of a workspace by the datastore's long
   * address, whatever it was called by; anything else as it is.
   *
   * @param workspace for short URIs
   */
  public String longUri(String workspace, String uri) {
    return find(workspace, uri).flatMap(References::datastoreUri).orElse(uri);
  }

  /** The long address of what is in a datastore of a workspace. */
  public static Optional<String> datastoreUri(BlobPlace place) {
    return World.WORKSPACES.stream()
        .filter(name -> World.account(name).equals(place.account()))
        .flatMap(
            name ->
                Stream.of(World.DATASTORE, World.ARTIFACTS)
                    .filter(
                        store ->
                            World.container(store).filter(place.container()::equals).isPresent())
                    .map(
                        store ->
                            "azureml://subscriptions/%s/resourcegroups/%s/workspaces/%s/datastores/%s/paths/%s"
                                .formatted(
                                    World.SUBSCRIPTION,
                                    World.RESOURCE_GROUP,
                                    name,
                                    store,
                                    place.path())))
        .findFirst();
  }

  public Resource requireVersion(String id, String what) {
    return version(id).orElseThrow(() -> AzureFailure.userError(missing(id, what)));
  }

  /**
   * The service's words for an environment are those that users of the CLI quote; for what else
   * there is they are unverified.
   */
  private static String missing(String id, String what) {
    var parts = ENVIRONMENT.matcher(id);
    return parts.find()
        ? "No environment exists for name: %s, version: %s, label:"
            .formatted(parts.group(1), parts.group(2))
        : "The %s %s could not be found.".formatted(what, id);
  }

  /** As {@link #requireVersion}; workspaces use their own assets and those of registries. */
  Resource requireUsable(Place place, String id, String what) {
    var found = requireVersion(id, what);
    requireUsable(place, found, id);
    return found;
  }

  private static void requireUsable(Place place, Resource asset, String id) {
    if (!asset.key().startsWith("reg/") && !asset.key().startsWith(place.key() + "/")) {
      throw AzureFailure.userError(
          "The asset %s is not one of the workspace %s or of a registry."
              .formatted(id, place.name()));
    }
  }

  /**
   * Data that a job of a workspace may name: its own, those of registries, and any that lie
   * elsewhere; whether those can be read is found out by the job.
   */
  void requireUsableData(Place place, String uri) {
    version(uri).ifPresent(asset -> requireUsable(place, asset, uri));
    if (elsewhere(place.name(), uri).isEmpty()) {
      place(place.name(), uri);
    }
  }

  /** The address of data that are in no datastore here: of the URI itself, or of an asset. */
  public Optional<String> elsewhere(String workspace, String uri) {
    var address =
        version(uri).map(asset -> asset.properties().path("dataUri").asText("")).orElse(uri);
    return Optional.of(address)
        .filter(text -> text.matches(ELSEWHERE))
        .filter(text -> find(workspace, text).isEmpty());
  }

  /**
   * Where the bytes of a URI, an asset id or a job output are.
   *
   * @param workspace for short URIs
   */
  public BlobPlace place(String workspace, String uri) {
    return find(workspace, uri)
        .orElseThrow(
            () -> AzureFailure.userError("The path %s cannot be resolved.".formatted(uri)));
  }

  public Optional<BlobPlace> find(String workspace, String uri) {
    var asset = version(uri);
    if (asset.isPresent()) {
      var properties = asset.get().properties();
      var content = properties.path("modelUri").asText(properties.path("dataUri").asText());
      return find(workspaceOf(asset.get()).orElse(workspace), content);
    }
    var unnamed = unnamedOutput(uri);
    if (unnamed.isPresent()) {
      return find(workspace, unnamed.get().uri());
    }
    var shortUri = SHORT_DATASTORE.matcher(uri);
    if (shortUri.matches()) {
      return datastore(workspace, shortUri.group(1), shortUri.group(2));
    }
    var longUri = LONG_DATASTORE.matcher(uri);
    if (longUri.matches()) {
      return ofWorkspace(longUri);
    }
    var artifacts = ARTIFACTS.matcher(uri);
    if (artifacts.matches() && (uri.startsWith("runs:/") || isDefault(workspace, uri))) {
      var path = Optional.ofNullable(artifacts.group(2)).orElse("");
      return datastore(
          workspace,
          World.ARTIFACTS,
          "ExperimentRun/dcid.%s/%s".formatted(artifacts.group(1), path));
    }
    var output = JOB_OUTPUT.matcher(uri);
    if (output.matches()) {
      var job = Resource.find(world, Place.workspace(workspace).key("jobs", output.group(1)));
      var path = output.group(3) == null ? "" : output.group(3);
      return job.flatMap(found -> find(workspace, outputUri(found.name(), found, output.group(2))))
          .map(
              place -> new BlobPlace(place.account(), place.container(), join(place.path(), path)));
    }
    return Stream.of(OWN_BLOB.matcher(uri), CLOUD_BLOB.matcher(uri))
        .filter(Matcher::matches)
        .filter(blob -> isOurs(blob.group(1)))
        .map(
            blob ->
                new BlobPlace(
                    blob.group(1), blob.group(2), Optional.ofNullable(blob.group(3)).orElse("")))
        .findFirst();
  }

  /** Of the outputs that a job has without having named them. */
  private boolean isDefault(String workspace, String uri) {
    var output = JOB_OUTPUT.matcher(uri);
    return output.matches()
        && List.of("artifacts", "default").contains(output.group(2))
        && Resource.find(world, Place.workspace(workspace).key("jobs", output.group(1)))
            .filter(job -> !job.properties().path("outputs").has(output.group(2)))
            .isPresent();
  }

  /**
   * The address of a blob as a registry shows it: Azure's, which Microsoft's clients take apart
   * (azure-ai-ml, {@code STORAGE_URI_REGEX}: https, account in the host).
   */
  static String asRegistriesShow(String uri) {
    var own = OWN_BLOB.matcher(uri);
    return own.matches()
        ? "https://%s.blob.core.windows.net/%s/%s"
            .formatted(own.group(1), own.group(2), Optional.ofNullable(own.group(3)).orElse(""))
        : uri;
  }

  /** Whether a datastore that was registered names this container. */
  public boolean isRegistered(String account, String container) {
    return World.WORKSPACES.stream()
        .flatMap(name -> world.store().children(Place.workspace(name).key("datastores")).stream())
        .flatMap(key -> Resource.find(world, key).stream())
        .map(Resource::properties)
        .anyMatch(
            blobs ->
                blobs.path("accountName").asText().equals(account)
                    && blobs.path("containerName").asText().equals(container));
  }

  private static boolean isOurs(String account) {
    return Stream.concat(World.WORKSPACES.stream(), World.REGISTRIES.stream())
        .map(World::account)
        .anyMatch(account::equals);
  }

  /**
   * As {@link #place}, for the data of a batch job: Microsoft's documentation names them by the
   * datastore's ARM id and a path, which nothing else takes.
   */
  public BlobPlace batchPlace(String workspace, String uri) {
    var arm = ARM_DATASTORE.matcher(uri);
    return (arm.matches() ? ofWorkspace(arm) : Optional.<BlobPlace>empty())
        .orElseGet(() -> place(workspace, uri));
  }

  private Optional<BlobPlace> ofWorkspace(Matcher uri) {
    return uri.group(1).equalsIgnoreCase(World.SUBSCRIPTION)
            && uri.group(2).equalsIgnoreCase(World.RESOURCE_GROUP)
        ? datastore(uri.group(3), uri.group(4), uri.group(5))
        : Optional.empty();
  }

  private static String join(String folder, String path) {
    return path.isEmpty() ? folder : folder.replaceFirst("/?$", "/") + path;
  }

  /** Where a job writes an output: as its body says, else where Azure would put it. */
  public static String outputUri(String job, Resource resource, String output) {
    var uri = resource.properties().path("outputs").path(output).path("uri").asText("");
    return uri.isEmpty()
        ? "azureml://datastores/%s/paths/azureml/%s/%s/".formatted(World.DATASTORE, job, output)
        : uri;
  }

  private static Optional<String> workspaceOf(Resource resource) {
    var parts = resource.key().split("/");
    return parts[0].equals("ws") ? Optional.of(parts[1]) : Optional.empty();
  }

  private Optional<BlobPlace> datastore(String workspace, String name, String path) {
    if (!World.WORKSPACES.contains(workspace)) {
      return Optional.empty();
    }
    return World.container(name)
        .map(container -> new BlobPlace(World.account(workspace), container, path))
        .or(
            () ->
                Resource.find(world, Place.workspace(workspace).key("datastores", name))
                    .map(Resource::properties)
                    .filter(blobs -> isOurs(blobs.path("accountName").asText()))
                    .map(
                        blobs ->
                            new BlobPlace(
                                blobs.path("accountName").asText(),
                                blobs.path("containerName").asText(),
                                path)));
  }
}
