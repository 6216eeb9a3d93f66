package io.modelrelease.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An answer of the emulator as it came over the wire. */
public record Reply(HttpResponse<byte[]> response) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public int status() {
    return response.statusCode();
  }

  public byte[] bytes() {
    return response.body();
  }

  public String text() {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The body as JSON; missing where there is none. */
  public JsonNode json() {
    try {
      return response.body().length == 0
          ? MissingNode.getInstance()
          : JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(text(), e);
    }
  }

  /** A value by JSON pointer, {@code /properties/status}. */
  public JsonNode at(String pointer) {
    return json().at(pointer);
  }

  /** Azure's error code. */
  public String code() {
    return at("/error/code").asText();
  }

  public Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }
}
