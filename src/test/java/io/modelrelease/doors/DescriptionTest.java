package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.WholeApplication;
import io.modelrelease.release.ReleaseView;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The OpenAPI description says what there is, all of it and nothing else. */
class DescriptionTest extends WholeApplication {
  private static final String RELEASES = "/api/releases";
  private static final String RELEASE = "/api/releases/{id}";
  private static final String DOSSIER = "/api/releases/{id}/dossier";
  private static final String CHECKS = "/api/checks";
  private static final String EVENTS = "/api/events/azureml";
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /** The web hook reads these from the request itself. */
  private static final Map<String, Set<String>> READ_BY_HAND =
      Map.of("options " + EVENTS, Set.of("header WebHook-Request-Origin"));

  @Autowired private BuildProperties build;
  @Autowired private Environment environment;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mappings;

  private Description description() {
    return Description.of(address());
  }

  private Visitor pipeline() {
    return Visitor.withToken(address(), "local-pipeline");
  }

  @Test
  void isReadWithoutWarnings() {
    var read = new OpenAPIV3Parser().readContents(description().text());
    assertThat(read.getMessages()).isEmpty();
    assertThat(read.getOpenAPI().getInfo().getVersion()).isEqualTo(build.getVersion());
    assertThat(read.getOpenAPI().getPaths()).isNotEmpty();
  }

  @Test
  void hasEveryMappingAndNothingElse() {
    var described = new TreeMap<String, Set<String>>();
    var description = description();
    description
        .document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(operation -> METHODS.contains(operation.getKey()))
                    .forEach(
                        operation ->
                            described.put(
                                operation.getKey() + " " + path.getKey(),
                                said(description, path.getValue(), operation.getValue()))));
    assertThat(described).isEqualTo(mapped()).isNotEmpty();
  }

  /** Parameters, what it takes, and what it answers. */
  private static Set<String> said(Description description, JsonNode path, JsonNode operation) {
    var said = new TreeSet<String>();
    Stream.of(path, operation)
        .flatMap(node -> StreamSupport.stream(node.path("parameters").spliterator(), false))
        .map(description::resolved)
        .forEach(
            parameter ->
                said.add(parameter.path("in").asText() + " " + parameter.path("name").asText()));
    description
        .resolved(operation.path("requestBody"))
        .path("content")
        .fieldNames()
        .forEachRemaining(type -> said.add("takes " + type));
    operation.path("responses").properties().stream()
        .filter(response -> response.getKey().startsWith("2"))
        .flatMap(
            response ->
                description.resolved(response.getValue()).path("content").properties().stream())
        .forEach(content -> said.add("answers " + content.getKey()));
    return said;
  }

  private Map<String, Set<String>> mapped() {
    var mapped = new TreeMap<String, Set<String>>();
    mappings
        .getHandlerMethods()
        .forEach(
            (info, handler) -> {
              for (var path : info.getPatternValues()) {
                for (var method : info.getMethodsCondition().getMethods()) {
                  if (path.startsWith("/api")) {
                    var key = method.name().toLowerCase(Locale.ROOT) + " " + path;
                    mapped
                        .computeIfAbsent(key, unknown -> new TreeSet<>())
                        .addAll(of(info, handler, key));
                  }
                }
              }
            });
    return mapped;
  }

  private static Set<String> of(RequestMappingInfo info, HandlerMethod handler, String key) {
    var found = new TreeSet<>(READ_BY_HAND.getOrDefault(key, Set.of()));
    for (var parameter : handler.getMethodParameters()) {
      parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
      var name = parameter.getParameterName();
      if (parameter.hasParameterAnnotation(PathVariable.class)) {
        found.add("path " + name);
      } else if (parameter.hasParameterAnnotation(RequestParam.class)) {
        found.add("query " + name);
      } else if (parameter.hasParameterAnnotation(RequestHeader.class)) {
        found.add("header " + parameter.getParameterAnnotation(RequestHeader.class).value());
      }
    }
    info.getConsumesCondition().getConsumableMediaTypes().stream()
        .map(MediaType::toString)
        .forEach(type -> found.add("takes " + type));
    info.getProducesCondition().getProducibleMediaTypes().stream()
        .map(MediaType::toString)
        .forEach(type -> found.add("answers " + type));
    if (key.equals("post " + EVENTS)) {
      found.addAll(Set.of("takes */*", "answers application/json"));
    }
    return found;
  }

  @Test
  void namesTheFieldsThatAnswersHave() {
    var check =
        mappings.getHandlerMethods().values().stream()
            .filter(handler -> handler.getMethod().getName().equals("check"))
            .map(handler -> handler.getMethod().getReturnType())
            .findFirst()
            .orElseThrow();
    var records = new TreeMap<String, Class<?>>();
    collect("Page", ReleaseView.Page.class, records);
    collect("Check", check, records);
    assertThat(records).hasSizeGreaterThanOrEqualTo(8);
    records.forEach(
        (name, type) ->
            assertThat(fields(description().schema(name)))
                .as(name)
                .containsExactlyInAnyOrderElementsOf(
                    Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList()));
  }

  /** A record and those that it holds, by the name that the description gives them. */
  private static void collect(String name, Class<?> type, Map<String, Class<?>> found) {
    if (!type.isRecord() || found.put(name, type) != null) {
      return;
    }
    for (var component : type.getRecordComponents()) {
      var inner = elements(component.getGenericType());
      var called =
          Map.of("ReleaseView", "Release", "Request", "PlannedRequest")
              .getOrDefault(inner.getSimpleName(), inner.getSimpleName());
      collect(called, inner, found);
    }
  }

  private static Class<?> elements(Type type) {
    return type instanceof ParameterizedType list
        ? (Class<?>) list.getActualTypeArguments()[0]
        : (Class<?>) type;
  }

  private static List<String> fields(JsonNode schema) {
    var names = new ArrayList<String>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void namesTheFieldsThatRequestsHave() {
    var message = message(pipeline().post("api/checks", "{\"x\": 1}"), "x");
    assertThat(fields(description().schema("Start")))
        .containsExactlyInAnyOrder(message.replaceFirst(".*; there are ", "").split("[, .]+"));

    var inner = message(pipeline().post("api/checks", "{\"devops\": {\"x\": 1}}"), "devops.x");
    assertThat(fields(description().schema("DevOps")))
        .containsExactlyInAnyOrder(inner.replaceFirst(".*; there are ", "").split("[, .]+"));
  }

  private static String message(HttpResponse<String> problem, String field) {
    return StreamSupport.stream(Visitor.json(problem).path("errors").spliterator(), false)
        .filter(error -> error.path("field").asText().equals(field))
        .map(error -> error.path("message").asText())
        .findFirst()
        .orElseThrow(() -> new AssertionError(problem.body()));
  }

  @Test
  void realAnswersAreAsDescribed() throws Exception {
    var description = description();
    var commit = "de5c41be".repeat(5);
    var body = "{\"model\": \"credit-risk\", \"commit\": \"%s\"}".formatted(commit);
    var seen = new TreeSet<Integer>();
    var started = pipeline().post("api/releases", body);
    allows(description, seen, "post", RELEASES, started, 202);
    allows(description, seen, "post", RELEASES, pipeline().post("api/releases", body), 200);
    var address = started.headers().firstValue("Location").orElseThrow().substring(1);
    allows(description, seen, "get", RELEASE, pipeline().get(address), 200);
    allows(description, seen, "get", DOSSIER, pipeline().get(address + "/dossier"), 200);
    allows(description, seen, "get", RELEASES, pipeline().get("api/releases?size=5"), 200);
    allows(description, seen, "post", RELEASES, upload("api/releases", body), 409);
    allows(description, seen, "delete", RELEASE, pipeline().delete(address), 202);
    allows(description, seen, "get", RELEASES, pipeline().get("api/releases?size=0"), 400);
    allows(
        description,
        seen,
        "post",
        CHECKS,
        pipeline().post("api/checks", "{\"model\": \"concrete-strength\"}"),
        200);
    allows(description, seen, "post", CHECKS, upload("api/checks", body), 200);
    for (var path : List.of(RELEASES, CHECKS)) {
      var relative = path.substring(1);
      allows(description, seen, "post", path, pipeline().post(relative, "{}"), 400);
      allows(
          description, seen, "post", path, Visitor.anonymous(address()).post(relative, body), 401);
      allows(
          description,
          seen,
          "post",
          path,
          Visitor.withBasic(address(), "approver").post(relative, body),
          403);
      allows(
          description, seen, "post", path, pipeline().post(relative, " ".repeat(300 << 10)), 413);
      allows(description, seen, "post", path, pipeline().form(relative, "model", "x"), 415);
      allows(
          description,
          seen,
          "post",
          path,
          upload(
              relative,
              body.replace(commit, "fa0175".repeat(6) + "fa01"),
              TarGz.creditRisk().replaced("model.yml", "name: 7\nunknown: 1\n").bytes()),
          422);
    }
    allows(description, seen, "get", RELEASE, pipeline().get("api/releases/none"), 404);
    allows(description, seen, "get", DOSSIER, pipeline().get("api/releases/none/dossier"), 404);
    allows(description, seen, "delete", RELEASE, pipeline().delete("api/releases/none"), 404);
    allows(description, seen, "get", RELEASES, pipeline().page("api/nothing"), 404, true);
    allows(description, seen, "get", RELEASES, pipeline().delete("api/releases"), 405, true);

    emulator(
        "/_emulator/faults",
        """
        {"method": "GET", "path": ".*/models/concrete-strength/versions.*", "times": 1,
         "fault": "status", "status": 403,
         "error": {"code": "AuthorizationFailed", "message": "No right to read models."}}
        """);
    allows(
        description,
        seen,
        "post",
        RELEASES,
        pipeline().post("api/releases", body.replace("credit-risk", "concrete-strength")),
        503);
    assertThat(seen) // 429: StartRateTest
        .contains(200, 202, 400, 401, 403, 404, 405, 409, 413, 415, 422, 503);
  }

  @Test
  void realAnswersOfTheWebHookAreAsDescribed() throws Exception {
    var description = description();
    var known =
        "api/events/azureml?code=" + environment.getProperty("modelrelease.watch.events.secret");
    var nobody = Visitor.anonymous(address());
    var seen = new TreeSet<Integer>();
    allows(description, seen, "post", EVENTS, nobody.post(known, "[]"), 200);
    allows(
        description,
        seen,
        "post",
        EVENTS,
        nobody.post(
            known,
            "[{\"eventType\": \"Microsoft.EventGrid.SubscriptionValidationEvent\","
                + " \"data\": {\"validationCode\": \"7\"}}]"),
        200);
    allows(description, seen, "post", EVENTS, nobody.post(known, "no JSON"), 400);
    allows(description, seen, "post", EVENTS, nobody.post("api/events/azureml", "[]"), 401);
    allows(description, seen, "post", EVENTS, nobody.post(known, " ".repeat((1 << 20) + 1)), 413);
    allows(description, seen, "options", EVENTS, options(known, "eventgrid.azure.net"), 200);
    allows(description, seen, "options", EVENTS, options(known, "not a name"), 400);
    allows(description, seen, "options", EVENTS, options("api/events/azureml", "x.example"), 401);
    assertThat(seen).contains(200, 400, 401, 413);
  }

  private static void allows(
      Description description,
      Set<Integer> seen,
      String method,
      String path,
      HttpResponse<String> answer,
      int status) {
    allows(description, seen, method, path, answer, status, false);
  }

  /**
   * @param elsewhere of no operation: a problem body is all that is said of it
   */
  private static void allows(
      Description description,
      Set<Integer> seen,
      String method,
      String path,
      HttpResponse<String> answer,
      int status,
      boolean elsewhere) {
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    if (elsewhere) {
      description.isProblem(answer);
    } else {
      description.allows(method, path, answer);
    }
    seen.add(status);
  }

  private HttpResponse<String> upload(String path, String release) {
    return upload(path, release, TarGz.creditRisk().file("more.md", "other bytes").bytes());
  }

  private HttpResponse<String> upload(String path, String release, byte[] project) {
    return pipeline()
        .multipart(
            path,
            Multipart.BOUNDARY,
            Multipart.empty().part("release", release).part("project", project).bytes());
  }

  private HttpResponse<String> options(String path, String origin) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address().resolve(path))
                .header("WebHook-Request-Origin", origin)
                .method("OPTIONS", BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private void emulator(String path, String json) throws Exception {
    var base = URI.create(environment.getProperty("modelrelease.azureml.endpoint"));
    var answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(base.resolve(path))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
  }
}
