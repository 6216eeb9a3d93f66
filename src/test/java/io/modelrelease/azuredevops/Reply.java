package io.modelrelease.azuredevops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer of the imitation. */
record Reply(int status, String type, Map<String, String> headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Reply json(int status, Object body) {
    try {
      return new Reply(
          status,
          "application/json; charset=utf-8; api-version=7.1",
          Map.of(),
          JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Reply empty(int status) {
    return new Reply(status, "application/json", Map.of(), "");
  }

  static Reply page(int status, String body) {
    return new Reply(status, "text/html; charset=utf-8", Map.of(), body);
  }

  /** The body of every error: WrappedException of Azure DevOps' services. */
  static Reply problem(int status, String typeKey, String message) {
    var body = new LinkedHashMap<String, Object>();
    body.put("$id", "1");
    body.put("innerException", null);
    body.put("message", message);
    body.put("typeName", "Microsoft.VisualStudio.Services.WebApi." + typeKey);
    body.put("typeKey", typeKey);
    body.put("errorCode", 0);
    body.put("eventId", 3000);
    return json(status, body);
  }

  Reply with(Map<String, String> more) {
    var all = new HashMap<>(headers);
    all.putAll(more);
    return new Reply(status, type, all, body);
  }
}
