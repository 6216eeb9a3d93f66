package io.modelrelease.emulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** What was asked of the emulator, a JSON line a request, secrets left out. */
public final class Journal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_BODY = 64 << 10;
  private static final Set<String> SECRETS =
      Set.of(
          "key",
          "keyvalue",
          "primarykey",
          "secondarykey",
          "sastoken",
          "password",
          "adminuserpassword",
          "access_token");

  private final Path file;

  public Journal(Path home) {
    this.file = home.resolve("journal.jsonl");
  }

  public synchronized void add(Instant time, Exchange exchange, int status) {
    ObjectNode line = JSON.createObjectNode();
    line.put("time", time.toString()).put("method", exchange.method());
    line.put("path", exchange.rawPath());
    line.put("query", exchange.rawQuery().map(Journal::withoutSecrets).orElse(""));
    line.put("status", status).put("created", exchange.hasCreated());
    line.put("agent", exchange.header("User-Agent").orElse(""));
    line.set("body", body(exchange));
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          JSON.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode body(Exchange exchange) {
    var type = exchange.header("Content-Type").orElse("");
    if (!type.contains("json") || exchange.body().length > LONGEST_BODY) {
      return JSON.nullNode();
    }
    try {
      var body = JSON.readTree(exchange.body());
      hide(body);
      return body;
    } catch (IOException e) {
      return JSON.nullNode();
    }
  }

  private static void hide(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (SECRETS.contains(name.toLowerCase(Locale.ROOT))) {
                  object.put(name, "***");
                }
              });
    }
    node.forEach(Journal::hide);
  }

  private static String withoutSecrets(String query) {
    return query.replaceAll("(?i)(sig|token)=[^&]*", "$1=***");
  }

  public synchronized byte[] read() {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : "".getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
