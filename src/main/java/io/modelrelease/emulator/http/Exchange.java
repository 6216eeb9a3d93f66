package io.modelrelease.emulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and its answer. */
public final class Exchange {
  public static final ObjectMapper JSON = new ObjectMapper();
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
    error
        .putArray("additionalInfo")
        .addObject()
        .put("type", "ComponentName")
        .putObject("info")
        .put("value", "managementfrontend");
    json(failure.status(), body);
  }
}
