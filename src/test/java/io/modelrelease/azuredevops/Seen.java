package io.modelrelease.azuredevops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param path as it was sent, percent signs and all
 * @param headers by names in lower case
 * @param status what it was answered with; 0 where the connection was broken
 */
public record Seen(
    String method,
    String path,
    String query,
    Map<String, String> headers,
    String body,
    int status) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path + ": " + body, e);
    }
  }
}
