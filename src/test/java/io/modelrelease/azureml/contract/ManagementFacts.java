package io.modelrelease.azureml.contract;

import io.modelrelease.azureml.Content;
import io.modelrelease.azureml.TargetEnvironment;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The resource manager: workspace, datastores, assets, computes, refusals. */
final class ManagementFacts {
  private static final String CROSS = "contract, section 2";
  private static final String BEYOND = "contract, section 3";
  private static final String GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04";

  private final Target target;
  private final Wire wire;
  private final Findings findings;
  private final Made made;

  ManagementFacts(Target target, Wire wire, Findings findings, Made made) {
    this.target = target;
    this.wire = wire;
    this.findings = findings;
    this.made = made;
  }

  void ask() {
    findings.part("requests", this::requests);
    findings.part("workspace", this::workspace);
    findings.part("environments", this::environments);
    findings.part("data", this::data);
    findings.part("computes", this::computes);
  }

  private void requests() {
    var url = target.endpoint() + target.armId();
    findings.same(
        "a request without api-version is refused",
        CROSS + " (remembered)",
        "400 MissingApiVersionParameter",
        () -> {
          var answer = wire.send("GET", url, "", wire.as(Target.MANAGEMENT));
          return answer.status() + " " + answer.code();
        });
    findings.same(
        "a request without a token is refused",
        "Azure Resource Manager, authentication",
        401,
        () -> wire.send("GET", url + "?api-version=2025-12-01", "", Map.of()).status());
    findings.same(
        "a token for the data plane is none for the resource manager",
        CROSS,
        401,
        () -> wire.send("GET", url + "?api-version=2025-12-01", "", wire.as(Target.ML)).status());
    findings.same(
        "a workspace that is not there is not found",
        CROSS,
        404,
        () -> wire.get(target.armId().replaceFirst("[^/]+$", "mrct-no-such-workspace")).status());
    findings.like(
        "an error has a code and a message",
        CROSS,
        ".+: .+",
        () -> {
          var answer = wire.get("/models/mrct-none/versions/1");
          return answer.code() + ": " + answer.text("/error/message");
        });
    findings.same(
        "older and preview api-versions are taken",
        CROSS,
        200,
        () ->
            wire.send(
                    "GET", url + "?api-version=2022-10-01-preview", "", wire.as(Target.MANAGEMENT))
                .status());
  }

  private void workspace() {
    var shown = wire.get("");
    findings.same("a workspace is shown", BEYOND, 200, shown::status);
    findings.like("it has a region", BEYOND, "[a-z0-9]+", () -> shown.text("/location"));
    findings.like("its id is a GUID", BEYOND, GUID, () -> shown.text("/properties/workspaceId"));
    findings.like(
        "its tracking address is that of MLflow and ends with its ARM id",
        BEYOND,
        "(azureml|http)://[^/]+/mlflow/v1.0/subscriptions/.*/workspaces/[^/]+",
        () -> shown.text("/properties/mlFlowTrackingUri"));
    findings.like(
        "the discovery address names the host of the data planes under api",
        BEYOND,
        "https?://.+",
        () ->
            wire.send("GET", shown.text("/properties/discoveryUrl"), "", wire.as(Target.MANAGEMENT))
                .text("/api"));
    var datastores = wire.get("/datastores?isDefault=true");
    findings.same(
        "there is one default datastore", BEYOND, 1, () -> datastores.at("/value").size());
    findings.like(
        "it is a blob container with account, container, endpoint and protocol",
        BEYOND,
        "AzureBlob .+ .+ .+ https?",
        () -> {
          var properties = datastores.at("/value/0/properties");
          return "%s %s %s %s %s"
              .formatted(
                  properties.path("datastoreType").asText(),
                  properties.path("accountName").asText(),
                  properties.path("containerName").asText(),
                  properties.path("endpoint").asText(),
                  properties.path("protocol").asText());
        });
    findings.like(
        "its secrets are a signature or a key (or identities are used)",
        BEYOND,
        "Sas|AccountKey|4\\d\\d",
        () -> {
          var answer =
              wire.post(
                  "/datastores/%s/listSecrets".formatted(datastores.text("/value/0/name")), "");
          return answer.status() == 200
              ? answer.text("/secretsType")
              : String.valueOf(answer.status());
        });
  }

  private void environments() {
    var name = made.name("env");
    var path = "/environments/" + name;
    var body = "{'properties': {'image': '%s'}}".formatted(IMAGE);
    findings.same(
        "a new version is created",
        CROSS,
        201,
        () -> wire.put(path + "/versions/1", body).status());
    findings.same(
        "the same again is taken",
        BEYOND,
        200,
        () -> wire.put(path + "/versions/1", body).status());
    findings.same(
        "its name is the version", CROSS, "1", () -> wire.get(path + "/versions/1").text("/name"));
    findings.like(
        "its id is an ARM id",
        CROSS,
        "(?i).*/workspaces/[^/]+/environments/" + name + "/versions/1",
        () -> wire.get(path + "/versions/1").text("/id"));
    findings.holds(
        "who created it and when",
        CROSS,
        () -> wire.get(path + "/versions/1").at("/systemData/createdAt").isTextual());
    findings.same(
        "the container knows its latest version",
        BEYOND,
        "1",
        () -> wire.get(path).text("/properties/latestVersion"));
    findings.like(
        "and the next one, which is a time for environments",
        BEYOND,
        "\\d{4}(-\\d\\d){5}-\\d{7}",
        () -> wire.get(path).text("/properties/nextVersion"));
    wire.put(path + "/versions/3", body);
    wire.put(path + "/versions/2", body);
    findings.same(
        "@latest is the version that was created last, not the highest",
        CROSS,
        "2",
        () ->
            wire.get(path + "/versions?$orderBy=createdtime%20desc&$top=1").text("/value/0/name"));
    findings.same(
        "an unknown version is not found",
        CROSS,
        404,
        () -> wire.get(path + "/versions/99").status());
    findings.same(
        "a version without image, conda file or build is refused",
        "fields, EnvironmentVersion (unverified)",
        400,
        () ->
            wire.put("/environments/" + made.name("bad") + "/versions/1", "{'properties': {}}")
                .status());
  }

  private void data() {
    var uri = uploaded("a\n1\n");
    var others = uploaded("a\n2\n");
    var path = "/data/" + made.name("data") + "/versions/1";
    findings.same(
        "a data asset is created", BEYOND, 201, () -> wire.put(path, data(uri, "")).status());
    findings.same(
        "its description may change",
        BEYOND,
        200,
        () -> wire.put(path, data(uri, ", 'description': 'd'")).status());
    findings.same(
        "the change is shown", BEYOND, "d", () -> wire.get(path).text("/properties/description"));
    findings.same(
        "its path may not",
        BEYOND,
        "400 UserError",
        () -> {
          var answer = wire.put(path, data(others, ""));
          return "%d %s".formatted(answer.status(), answer.code());
        });
    findings.same(
        "archiving is a PUT",
        BEYOND,
        200,
        () -> wire.put(path, data(uri, ", 'isArchived': true")).status());
    findings.same(
        "the container that came about with it knows its type",
        "fields, DataContainer",
        "uri_folder",
        () -> wire.get(path.replaceFirst("/versions/1$", "")).text("/properties/dataType"));
    var versions = path.replaceFirst("/1$", "");
    findings.same(
        "what is archived is not listed", CROSS, 0, () -> wire.get(versions).at("/value").size());
    findings.same(
        "unless it is asked for",
        CROSS,
        1,
        () -> wire.get(versions + "?listViewType=All").at("/value").size());
    findings.same(
        "a data asset without a path is refused",
        "fields, DataVersionBase",
        400,
        () ->
            wire.put(
                    "/data/" + made.name("none") + "/versions/1",
                    "{'properties': {'dataType': 'uri_folder'}}")
                .status());
    findings.same(
        "a name with a blank is refused",
        "contract, section 6",
        400,
        () -> wire.put("/data/" + made.name("a%20b") + "/versions/1", data(uri, "")).status());
  }

  private String uploaded(String rows) {
    return target
        .client()
        .workspace(TargetEnvironment.DEV)
        .datastore()
        .upload(
            made.name("rows"),
            Content.of(new TreeMap<>(Map.of("rows.csv", rows.getBytes()))),
            true);
  }

  private static String data(String uri, String more) {
    return "{'properties': {'dataType': 'uri_folder', 'dataUri': '%s'%s}}".formatted(uri, more);
  }

  private void computes() {
    var path = "/computes/" + made.compute("c");
    var body =
        """
        {'location': '%s', 'properties': {'computeType': 'AmlCompute', 'properties': {'vmSize': 'Standard_DS3_v2',
          'scaleSettings': {'minNodeCount': 0, 'maxNodeCount': 1, 'nodeIdleTimeBeforeScaleDown': 'PT2M'}}}}"""
            .formatted(wire.get("").text("/location"));
    var put = wire.put(path, body);
    findings.same("a compute is created", CROSS, 201, put::status);
    findings.holds(
        "with the address of its operation", CROSS, () -> put.has("Azure-AsyncOperation"));
    findings.like(
        "which is reported",
        CROSS,
        "InProgress|Succeeded|Creating",
        () ->
            wire.send(
                    "GET",
                    put.header("Azure-AsyncOperation").orElseThrow(),
                    "",
                    wire.as(Target.MANAGEMENT))
                .text("/status"));
    findings.same(
        "it ends well", CROSS, "Succeeded", () -> wire.settled(path, Duration.ofMinutes(10)));
    findings.same("the same again is taken", CROSS, 200, () -> wire.put(path, body).status());
    wire.settled(path, Duration.ofMinutes(10));
    findings.same(
        "a DELETE that does not say what becomes of the machine is refused",
        BEYOND,
        400,
        () -> wire.delete(path).status());
    findings.same(
        "a DELETE is accepted",
        CROSS,
        202,
        () -> wire.delete(path + "?underlyingResourceAction=Delete").status());
    findings.same(
        "then it is gone", CROSS, "gone", () -> wire.settled(path, Duration.ofMinutes(10)));
    findings.same(
        "a compute of no known size is refused",
        "GitHub Azure/MachineLearningNotebooks 1169",
        "refused",
        () -> {
          var name = path + "x";
          var answer = wire.put(name, body.replace("Standard_DS3_v2", "Standard_Nothing_v9"));
          return answer.status() >= 400
                  || wire.settled(name, Duration.ofMinutes(10)).equals("Failed")
              ? "refused"
              : "taken";
        });
  }
}
