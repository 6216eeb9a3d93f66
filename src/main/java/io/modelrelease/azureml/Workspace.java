package io.modelrelease.azureml;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One workspace, used as one identity. Resource ids are ARM ids ({@code
 * /subscriptions/…/workspaces/…}); bodies are those of the Azure ML REST API.
 */
public final class Workspace {
  private final TargetEnvironment environment;
  private final String apiVersion;
  private final Addresses addresses;
  private final String armId;
  private final String identity;
  private final Rest arm;
  private final Rest ml;
  private final Jobs jobs;
  private final Runs runs;
  private final Datastore datastore;
  private final OnlineEndpoints onlineEndpoints;
  private final BatchEndpoints batchEndpoints;
  private final Provisioning provisioning;
  private volatile Facts facts;

  /** What a workspace says of itself, read once. */
  private record Facts(String guid, String location, URI mlflow, URI api) {}

  Workspace(
      TargetEnvironment environment,
      AzureMlSettings settings,
      Addresses addresses,
      EnvironmentSettings where,
      Rest arm,
      Rest ml,
      HttpClient client,
      TokenCredential credential) {
    this.environment = environment;
    this.apiVersion = settings.apiVersion();
    this.addresses = addresses;
    this.armId =
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.MachineLearningServices/workspaces/%s"
            .formatted(where.subscription(), where.resourceGroup(), where.workspace());
    this.identity = where.credential().toString();
    this.arm = arm;
    this.ml = ml;
    this.jobs = new Jobs(this);
    this.runs = new Runs(this);
    this.datastore = new Datastore(this, client, credential);
    this.onlineEndpoints = new OnlineEndpoints(this, new Scoring(settings.callTimeout()));
    this.batchEndpoints = new BatchEndpoints(this);
    this.provisioning = new Provisioning(this);
  }

  public TargetEnvironment environment() {
    return environment;
  }

  public String armId() {
    return armId;
  }

  public String name() {
    return armId.substring(armId.lastIndexOf('/') + 1);
  }

  /** {@code armId("models", "credit-risk", "versions", "7")}. */
  public String armId(String... segments) {
    return armId + "/" + String.join("/", segments);
  }

  /**
   * Azure has answers to spare for reads that nobody waits for; else they are put off, so that
   * others are not refused.
   */
  public boolean sparesReads() {
    return arm.sparesReads();
  }

  /** Azure region, which every endpoint and compute has to name. */
  public String location() {
    return facts().location();
  }

  /** The machines of its region; read anew each time. */
  public Machines machines() {
    return Machines.of(this);
  }

  /** {@code properties.workspaceId}. */
  public String guid() {
    return facts().guid();
  }

  URI mlflow() {
    return facts().mlflow();
  }

  /** Base of run history and the other data plane services, from the workspace's discovery URL. */
  URI api() {
    return facts().api();
  }

  Rest arm() {
    return arm;
  }

  Rest ml() {
    return ml;
  }

  private Facts facts() {
    var known = facts;
    if (known == null) {
      var body = arm.get(url(armId, Map.of())).body();
      var properties = body.path("properties");
      var discovery = arm.get(properties.path("discoveryUrl").asText()).body();
      known =
          new Facts(
              properties.path("workspaceId").asText(),
              body.path("location").asText(),
              https(properties.path("mlFlowTrackingUri").asText()),
              https(discovery.path("api").asText()));
      facts = known;
    }
    return known;
  }

  /** {@code azureml://host/…} is https; a plain http address is for this machine only. */
  private URI https(String uri) {
    return addresses.trusted(
        URI.create(uri.replaceFirst("^azureml:", "https:").replaceFirst("/$", "")));
  }

  /** Whose rights count here, for people: {@code managed-identity of client 1b…}. */
  public String identity() {
    return identity;
  }

  /**
   * What this identity may do in the workspace.
   *
   * @throws AzureException refused: to look needs {@code Microsoft.Authorization/permissions/read},
   *     which AzureML Data Scientist does not have
   */
  public Permissions permissions() {
    return permissions(armId);
  }

  /** The same of another resource. */
  Permissions permissions(String id) {
    var list = new ArrayList<JsonNode>();
    var next =
        Optional.of(
            url(
                id + "/providers/Microsoft.Authorization/permissions",
                Permissions.VERSION,
                Map.of()));
    while (next.isPresent()) {
      var page = arm.get(next.get()).body();
      page.path("value").forEach(list::add);
      next = nextLink(page);
    }
    return Permissions.read(list);
  }

  private static Optional<String> nextLink(JsonNode page) {
    return Optional.ofNullable(page.path("nextLink").asText(null)).filter(link -> !link.isBlank());
  }

  String url(String id, Map<String, String> query) {
    return url(id, apiVersion, query);
  }

  private String url(String id, String version, Map<String, String> query) {
    var url =
        new StringBuilder(addresses.endpoint().toString().replaceFirst("/$", ""))
            .append(id)
            .append("?api-version=")
            .append(version);
    query.forEach(
        (name, value) ->
            url.append('&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20")));
    return url.toString();
  }

  /** Empty on 404. */
  public Optional<JsonNode> find(String id) {
    var found = arm.find(url(id, Map.of()));
    if (found.isPresent()) {
      provisioning.seen(id);
    }
    return found;
  }

  /**
   * All pages; {@code nextLink} is followed as it is. Empty where the collection does not exist.
   */
  public List<JsonNode> list(String id, Map<String, String> query) {
    var all = new ArrayList<JsonNode>();
    var next = Optional.of(url(id, query));
    while (next.isPresent()) {
      var page = arm.find(next.get());
      if (page.isEmpty()) {
        return all;
      }
      page.get().path("value").forEach(all::add);
      next = nextLink(page.get());
    }
    return all;
  }

  public Started put(String id, JsonNode body) {
    var started =
        arm.call(HttpMethod.PUT, url(id, Map.of()), Optional.of(body), Map.of()).started();
    provisioning.sent(id);
    return started;
  }

  /** A thing that is gone already is no error. */
  public Started delete(String id) {
    Map<String, String> query =
        id.contains("/computes/") ? Map.of("underlyingResourceAction", "Delete") : Map.of();
    try {
      var started =
          arm.call(HttpMethod.DELETE, url(id, query), Optional.empty(), Map.of()).started();
      started.operationUrl().ifPresent(url -> provisioning.deleting(id, url));
      return started;
    } catch (AzureException e) {
      if (e.status() == 404) {
        return new Started(204, false, Optional.empty());
      }
      throw e;
    }
  }

  Rest.Reply post(String id, Optional<JsonNode> body) {
    return arm.call(HttpMethod.POST, url(id, Map.of()), body, Map.of());
  }

  /** How far a PUT is, with the reason of a failure. */
  public Progress progress(String id, Optional<String> operationUrl) {
    return provisioning.of(id, operationUrl);
  }

  /** How far a DELETE is. */
  public Progress gone(String id, Optional<String> operationUrl) {
    return provisioning.gone(id, operationUrl);
  }

  /** What a 404 means: that it is not shown yet, or gone. */
  Progress hidden(String id) {
    return provisioning.hidden(id);
  }

  /** Somebody has asked for its end, and it is still shown. */
  public boolean isBeingDeleted(String id) {
    return find(id)
        .filter(
            body -> body.path("properties").path("provisioningState").asText().equals("Deleting"))
        .isPresent();
  }

  /** What {@code @latest} means: the version that was created last. */
  public Optional<String> latestVersion(String collection, String name) {
    return arm.find(
            url(
                armId(collection, name, "versions"),
                Map.of("$orderBy", "createdtime desc", "$top", "1")))
        .map(page -> page.path("value").path(0).path("name").asText(null));
  }

  /** The highest number among all versions, archived ones too; 0 when there is none. */
  public int highestVersion(String collection, String name) {
    return highest(list(armId(collection, name, "versions"), Map.of("listViewType", "All")));
  }

  static int highest(List<JsonNode> versions) {
    return versions.stream()
        .map(version -> version.path("name").asText())
        .filter(version -> version.matches("\\d{1,9}"))
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(0);
  }

  /**
   * Publishes a model version into a registry under the same name and version (Models - Publish,
   * {@code destinationName, destinationVersion, registryName}). Sent as the registry's identity,
   * since dev's has no right there. Unverified on Azure: that this identity may read the dev
   * version with no more than AzureML Data Scientist on the dev workspace.
   */
  public Started publishModel(String name, String version, Registry registry) {
    var body =
        Rest.JSON
            .createObjectNode()
            .put("registryName", registry.name())
            .put("destinationName", name)
            .put("destinationVersion", version);
    return registry
        .arm()
        .call(
            HttpMethod.POST,
            url(armId("models", name, "versions", version, "publish"), Map.of()),
            Optional.of(body),
            Map.of())
        .started();
  }

  public Jobs jobs() {
    return jobs;
  }

  public Runs runs() {
    return runs;
  }

  public Datastore datastore() {
    return datastore;
  }

  public OnlineEndpoints onlineEndpoints() {
    return onlineEndpoints;
  }

  public BatchEndpoints batchEndpoints() {
    return batchEndpoints;
  }
}
