package io.modelrelease.emulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One request and its answer. */
public final class Exchange {
  public static final ObjectMapper JSON = new ObjectMapper();
  private static final String REGION = "westeurope";
  private static final long LARGEST_BODY = 256L << 20;

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final List<String> path;
  private final Map<String, String> query;
  private final byte[] body;
  private boolean created;

  public Exchange(HttpServletRequest request, HttpServletResponse response) throws IOException {
    this.request = request;
    this.response = response;
    this.path =
        List.of(request.getRequestURI().replaceFirst("^/", "").split("/")).stream()
            .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
            .toList();
    this.query = parse(request.getQueryString());
    this.body = request.getInputStream().readNBytes((int) LARGEST_BODY);
  }

  private static Map<String, String> parse(String text) {
    var query = new LinkedHashMap<String, String>();
    if (text != null) {
      for (var pair : text.split("&")) {
        var at = pair.indexOf('=');
        var name = at < 0 ? pair : pair.substring(0, at);
        var value = at < 0 ? "" : pair.substring(at + 1);
        query.put(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  public String method() {
    return request.getMethod();
  }

  public boolean is(String method) {
    return request.getMethod().equals(method);
  }

  /** Decoded parts of the path. */
  public List<String> path() {
    return path;
  }

  public String rawPath() {
    return request.getRequestURI();
  }

  public Optional<String> rawQuery() {
    return Optional.ofNullable(request.getQueryString());
  }

  public Optional<String> query(String name) {
    return query.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  /** All headers, by their names as they came. */
  public Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    request
        .getHeaderNames()
        .asIterator()
        .forEachRemaining(name -> headers.put(name, request.getHeader(name)));
    return headers;
  }

  public byte[] body() {
    return body;
  }

  /** The body as a JSON object; anything else is refused. */
  public ObjectNode json() {
    if (jsonOrNothing() instanceof ObjectNode object) {
      return object;
    }
    throw new AzureFailure(
        400,
        "InvalidRequestContent",
        "The request content was invalid: a JSON object is expected.");
  }

  /** The body as JSON; missing when there is none. */
  public JsonNode jsonOrNothing() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AzureFailure(
          400, "InvalidRequestContent", "The request content was invalid and could not be read.");
    }
  }

  /** Base address as the caller knows it. */
  public String base() {
    return "http://" + request.getHeader("Host");
  }

  public Exchange set(String header, String value) {
    response.setHeader(header, value);
    return this;
  }

  public void empty(int status) {
    response.setStatus(status);
  }

  /** Answers with something that came into being by this request. */
  public void created(JsonNode answer) {
    created = true;
    json(201, answer);
  }

  /** The status that was answered. */
  public int status() {
    return response.getStatus();
  }

  public boolean hasCreated() {
    return created;
  }

  public void markCreated() {
    created = true;
  }

  public void json(int status, JsonNode answer) {
    try {
      bytes(status, "application/json; charset=utf-8", JSON.writeValueAsBytes(answer));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void bytes(int status, String type, byte[] content) {
    try {
      response.setStatus(status);
      response.setContentType(type);
      response.setContentLength(content.length);
      if (!request.getMethod().equals("HEAD")) {
        response.getOutputStream().write(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer to HEAD: the length is that of what GET would send. */
  public void head(int status, long length) {
    response.setStatus(status);
    response.setContentLengthLong(length);
  }

  /**
   * Azure's error body (ARM common types, ErrorResponse; the component as the Azure ML resource
   * provider adds it).
   */
  public void fail(AzureFailure failure) {
    var body = JSON.createObjectNode();
    var error = body.putObject("error");
    error.put("code", failure.code()).put("message", failure.getMessage());
    error.putNull("target");
    var details = error.putArray("details");
    failure
        .details()
        .forEach(
            detail ->
                details.addObject().put("code", detail.code()).put("message", detail.message()));
    var more = error.putArray("additionalInfo");
    info(more, "ComponentName", JSON.getNodeFactory().textNode("managementfrontend"));
    info(
        more,
        "Correlation",
        JSON.createObjectNode()
            .put("operation", hexadecimal(response.getHeader("x-ms-correlation-request-id")))
            .put("request", hexadecimal(response.getHeader("x-ms-request-id")).substring(16)));
    info(more, "Environment", JSON.getNodeFactory().textNode(REGION));
    info(more, "Location", JSON.getNodeFactory().textNode(REGION));
    info(more, "Time", JSON.getNodeFactory().textNode(OffsetDateTime.now().toString()));
    json(failure.status(), body);
  }

  private static void info(ArrayNode all, String type, JsonNode value) {
    all.addObject().put("type", type).putObject("info").set("value", value);
  }

  /** 32 digits by which the service finds the request again; a caller's own id may be any text. */
  private static String hexadecimal(String id) {
    var text = id == null ? "" : id;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }
}
