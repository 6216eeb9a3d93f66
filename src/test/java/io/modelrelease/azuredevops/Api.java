package io.modelrelease.azuredevops;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTParser;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which request does what, by Microsoft's REST reference, and who may. */
final class Api {
  /** Azure DevOps' own application, the audience of Entra ID's tokens for it. */
  private static final String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";

  private static final String GUID = "([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})";
  private static final Set<String> STATES =
      Set.of(
          "notSet",
          "pending",
          "succeeded",
          "failed",
          "error",
          "notApplicable",
          "partiallySucceeded");
  private static final Set<String> RESULTS =
      Set.of("succeeded", "succeededWithIssues", "failed", "canceled", "skipped", "abandoned");

  @FunctionalInterface
  private interface Call {
    Reply answer(Matcher path, Seen request);
  }

  private record Route(String method, Pattern path, Call call) {}

  private final Runs runs;
  private final IdTokens idTokens;
  private final Supplier<String> issuer;
  private final List<Route> routes = new ArrayList<>();
  private volatile UnaryOperator<Map<String, Object>> change = UnaryOperator.identity();

  Api(Runs runs, IdTokens idTokens, Supplier<String> issuer) {
    this.runs = runs;
    this.idTokens = idTokens;
    this.issuer = issuer;
    var plan = "distributedtask/hubs/[a-zA-Z]+/plans/" + GUID;
    route("POST", plan + "/events", this::event);
    route("POST", plan + "/timelines/" + GUID + "/records/" + GUID + "/feed", this::feed);
    route("POST", plan + "/logs", this::newLog);
    route("POST", plan + "/logs/(\\d+)", this::appendLog);
    route("PATCH", plan + "/timelines/" + GUID + "/records", this::records);
    route("POST", plan + "/jobs/" + GUID + "/oidctoken", this::idToken);
    route("GET", "build/builds/(\\d+)", this::build);
    route("PUT", "build/builds/(\\d+)/tags/([^/]+)", this::tag);
    route("POST", "build/builds/(\\d+)/tags", this::tags);
    route("POST", "git/repositories/([^/]+)/commits/([^/]+)/statuses", this::status);
    route("POST", "git/repositories/([^/]+)/pullRequests/(\\d+)/statuses", this::status);
  }

  private void route(String method, String path, Call call) {
    routes.add(
        new Route(
            method,
            Pattern.compile(
                "/%s/(?:%s|%s)/_apis/%s"
                    .formatted(
                        ImitatedAzureDevOps.ORGANIZATION,
                        ImitatedAzureDevOps.PROJECT,
                        ImitatedAzureDevOps.PROJECT_ID,
                        path)),
            call));
  }

  void claims(UnaryOperator<Map<String, Object>> wanted) {
    change = wanted;
  }

  Reply answer(Seen request, String host) {
    var path = request.path();
    if (path.equals(
        "/vstoken/" + ImitatedAzureDevOps.ORGANIZATION_ID + "/.well-known/openid-configuration")) {
      return Reply.json(
          200,
          Map.of(
              "issuer", issuer.get(),
              "jwks_uri", host + "/vstoken/.well-known/jwks",
              "subject_types_supported", List.of("public", "pairwise"),
              "response_types_supported", List.of("id_token"),
              "claims_supported", List.of("sub", "aud", "exp", "iat", "iss", "nbf"),
              "id_token_signing_alg_values_supported", List.of("RS256"),
              "scopes_supported", List.of("openid")));
    }
    if (path.equals("/vstoken/.well-known/jwks")) {
      return new Reply(200, "application/json", Map.of(), idTokens.keys());
    }
    if (URLDecoder.decode(path, StandardCharsets.UTF_8).matches(".*[:*&<>%\\\\?].*")) {
      return Reply.problem(
          400,
          "HttpException",
          "A potentially dangerous Request.Path value was detected from the client (:).");
    }
    if (!known(request)) {
      return request.header("X-TFS-FedAuthRedirect").filter("Suppress"::equals).isPresent()
          ? Reply.page(401, "<title>Azure DevOps Services | Access Denied</title>")
          : Reply.page(302, "<title>Object moved</title>")
              .with(Map.of("Location", host + "/_signin?realm=dev.azure.com"));
    }
    for (var route : routes) {
      var matched = route.path().matcher(path);
      if (matched.matches() && route.method().equals(request.method())) {
        var version = version(request);
        if (version.isEmpty() && !request.method().equals("GET")) {
          return Reply.problem(
              400,
              "VssVersionNotSpecifiedException",
              "No api-version was supplied for the \"%s\" request.".formatted(request.method()));
        }
        if (version.filter(sent -> !sent.matches("[1-7]\\.\\d(-preview(\\.\\d)?)?")).isPresent()) {
          return Reply.problem(
              400, "VssVersionOutOfRangeException", "The requested version is not there.");
        }
        return route.call().answer(matched, request);
      }
    }
    return Reply.page(404, "<title>The controller for path was not found</title>");
  }

  private static Optional<String> version(Seen request) {
    var sent =
        Pattern.compile("(?:^|[&?; ])api-version=([^&; ]+)")
            .matcher(request.query() + " " + request.header("Accept").orElse(""));
    return sent.find() ? Optional.of(sent.group(1).trim()) : Optional.empty();
  }

  /** Bearer, or Basic with the token for a password. */
  private boolean known(Seen request) {
    var sent = request.header("Authorization").orElse("");
    if (sent.startsWith("Basic ")) {
      var pair = new String(Base64.getDecoder().decode(sent.substring(6)), StandardCharsets.UTF_8);
      return runs.accepts(pair.substring(pair.indexOf(':') + 1));
    }
    var token = sent.startsWith("Bearer ") ? sent.substring(7) : "";
    return runs.accepts(token) || ofEntra(token);
  }

  /** A token of a directory for Azure DevOps; whose, is not looked at. */
  private static boolean ofEntra(String token) {
    try {
      var claims = JWTParser.parse(token).getJWTClaimsSet();
      return claims.getAudience().contains(AZURE_DEVOPS)
          && claims.getExpirationTime().toInstant().isAfter(Instant.now());
    } catch (ParseException e) {
      return false;
    }
  }

  private static Reply noPlan(String plan) {
    return Reply.problem(
        404,
        "TaskOrchestrationPlanNotFoundException",
        "No plan found for identifier %s.".formatted(plan));
  }

  private Reply event(Matcher path, Seen request) {
    var body = request.json();
    if (!runs.hasPlan(path.group(1))) {
      return noPlan(path.group(1));
    }
    var job =
        runs.job(path.group(1), body.path("jobId").asText())
            .filter(one -> one.taskId().equals(body.path("taskId").asText()));
    if (job.isEmpty()) {
      return noJob(path.group(1));
    }
    return switch (body.path("name").asText()) {
      case "TaskStarted" -> Reply.empty(204);
      case "TaskCompleted" ->
          !RESULTS.contains(body.path("result").asText())
              ? Reply.problem(400, "VssPropertyValidationException", "result")
              : runs.end(job.get(), body.path("result").asText())
                  ? Reply.empty(204)
                  : noJob(path.group(1));
      default -> Reply.problem(400, "VssPropertyValidationException", "name");
    };
  }

  private static Reply noJob(String plan) {
    return Reply.problem(
        404,
        "TaskOrchestrationJobNotFoundException",
        "The plan %s has no such job that runs.".formatted(plan));
  }

  private Reply feed(Matcher path, Seen request) {
    if (!runs.hasTimeline(path.group(1), path.group(2))) {
      return noPlan(path.group(1));
    }
    var body = request.json();
    if (!body.path("value").isArray()
        || body.path("count").asInt(-1) != body.path("value").size()) {
      return Reply.problem(400, "VssPropertyValidationException", "value");
    }
    body.path("value").forEach(line -> runs.tell(path.group(3), line.asText()));
    return Reply.empty(204);
  }

  private Reply newLog(Matcher path, Seen request) {
    if (!runs.hasPlan(path.group(1))) {
      return noPlan(path.group(1));
    }
    return Reply.json(
        201,
        Map.of("id", runs.newLog(), "path", request.json().path("path").asText(), "lineCount", 0));
  }

  private Reply appendLog(Matcher path, Seen request) {
    var log = runs.log(Integer.parseInt(path.group(2)));
    if (log.isEmpty() || !runs.hasPlan(path.group(1))) {
      return noPlan(path.group(1));
    }
    log.get().append(request.body());
    return Reply.json(200, Map.of("id", Integer.parseInt(path.group(2))));
  }

  private Reply records(Matcher path, Seen request) {
    if (!runs.hasTimeline(path.group(1), path.group(2))) {
      return noPlan(path.group(1));
    }
    var records = request.json().path("value");
    for (JsonNode record : records) {
      if (record.has("log")) {
        runs.name(record.path("id").asText(), record.path("log").path("id").asInt());
      }
    }
    return Reply.json(200, Map.of("count", records.size(), "value", records));
  }

  /** For the job's own token only; of a body is nothing known. */
  private Reply idToken(Matcher path, Seen request) {
    var job = runs.job(path.group(1), path.group(2));
    if (job.isEmpty()) {
      return noJob(path.group(1));
    }
    if (!request.header("Authorization").orElse("").endsWith(job.get().token())
        || runs.over(job.get())) {
      return Reply.problem(403, "TaskOrchestrationPlanSecurityException", "Not this job's token.");
    }
    return Reply.json(
        200,
        Map.of(
            "oidcToken", idTokens.signed(change.apply(IdTokens.claims(issuer.get(), job.get())))));
  }

  private Reply build(Matcher path, Seen request) {
    var id = Integer.parseInt(path.group(1));
    return runs.build(id).map(job -> Reply.json(200, build(job))).orElseGet(() -> noBuild(id));
  }

  private Map<String, Object> build(PipelineJob job) {
    var type = runs.repository(job.buildId());
    var body = new LinkedHashMap<String, Object>();
    body.put("id", job.buildId());
    body.put("buildNumber", "20261125." + job.buildId());
    body.put("status", "inProgress");
    body.put("reason", "individualCI");
    body.put("sourceBranch", "refs/heads/main");
    body.put("sourceVersion", ImitatedAzureDevOps.COMMIT);
    body.put("triggerInfo", Map.of("ci.sourceBranch", "refs/heads/main"));
    body.put("tags", runs.tags(job.buildId()));
    body.put(
        "definition",
        Map.of(
            "id",
            Integer.parseInt(ImitatedAzureDevOps.DEFINITION_ID),
            "name",
            ImitatedAzureDevOps.PIPELINE));
    body.put(
        "project",
        Map.of("id", ImitatedAzureDevOps.PROJECT_ID, "name", ImitatedAzureDevOps.PROJECT));
    body.put(
        "repository",
        Map.of(
            "id",
            type.equals("TfsGit") ? ImitatedAzureDevOps.REPOSITORY_ID : "contoso/models",
            "type",
            type));
    return body;
  }

  private static Reply noBuild(int id) {
    return Reply.problem(
        404, "BuildNotFoundException", "The requested build %d could not be found.".formatted(id));
  }

  private Reply tag(Matcher path, Seen request) {
    var id = Integer.parseInt(path.group(1));
    return runs.build(id).isEmpty()
        ? noBuild(id)
        : Reply.json(
            200, runs.tag(id, List.of(URLDecoder.decode(path.group(2), StandardCharsets.UTF_8))));
  }

  private Reply tags(Matcher path, Seen request) {
    var id = Integer.parseInt(path.group(1));
    if (runs.build(id).isEmpty()) {
      return noBuild(id);
    }
    var tags = new ArrayList<String>();
    request.json().forEach(tag -> tags.add(tag.asText()));
    return Reply.json(200, runs.tag(id, tags));
  }

  private Reply status(Matcher path, Seen request) {
    var body = request.json();
    if (!List.of(ImitatedAzureDevOps.REPOSITORY_ID, ImitatedAzureDevOps.REPOSITORY)
        .contains(path.group(1))) {
      return Reply.problem(
          404,
          "GitRepositoryNotFoundException",
          "TF401019: The Git repository with name or identifier %s does not exist or you do not have permissions for the operation you are attempting."
              .formatted(path.group(1)));
    }
    if (path.group(2).length() > 10 && !path.group(2).equals(ImitatedAzureDevOps.COMMIT)) {
      return Reply.problem(
          404, "GitObjectDoesNotExistException", "TF401175: The version descriptor is not there.");
    }
    if (!STATES.contains(body.path("state").asText())
        || body.path("context").path("name").asText().isBlank()) {
      return Reply.problem(
          400, "InvalidArgumentValueException", "The status has no state or no context name.");
    }
    return Reply.json(201, body);
  }
}
