package io.modelrelease.doors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What came back over the wire. */
record RawAnswer(int status, Map<String, String> headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static RawAnswer parse(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1); // a byte a character
    var end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("No HTTP answer: " + text);
    }
    var lines = text.substring(0, end).split("\r\n");
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (var i = 1; i < lines.length; i++) {
      var colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    var body = text.substring(end + 4);
    if ("chunked".equals(headers.get("Transfer-Encoding"))) {
      body = joined(body);
    }
    return new RawAnswer(
        Integer.parseInt(lines[0].split(" ")[1]),
        headers,
        new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  private static String joined(String chunks) {
    var body = new ByteArrayOutputStream();
    var at = 0;
    while (true) {
      var line = chunks.indexOf("\r\n", at);
      var length = Integer.parseInt(chunks.substring(at, line), 16);
      if (length == 0) {
        return body.toString(StandardCharsets.ISO_8859_1);
      }
      at = line + 2;
      body.writeBytes(chunks.substring(at, at + length).getBytes(StandardCharsets.ISO_8859_1));
      at += length + 2;
    }
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("Not JSON: " + body, e);
    }
  }
}
