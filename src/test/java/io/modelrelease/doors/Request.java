package io.modelrelease.doors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as it goes over the wire, byte by byte: no client library that would refuse to send
 * what is wrong.
 *
 * @param headers what is sent beside Host, Connection and the body's length
 * @param chunked the body's length is not told before
 */
record Request(
    String method, String path, Map<String, String> headers, byte[] body, boolean chunked) {
  static final String PATH = "/api/releases";
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int CHUNK = 8_192;

  static Request get(String path) {
    return new Request("GET", path, Map.of(), new byte[0], false).as("local-pipeline");
  }

  static Request json(String body) {
    return json(body.getBytes(StandardCharsets.UTF_8));
  }

  static Request json(byte[] body) {
    return new Request("POST", PATH, Map.of(), body, false)
        .as("local-pipeline")
        .header("Content-Type", "application/json");
  }

  /** A pipeline is known by its token, everybody else by name. */
  Request as(String who) {
    var basic = Base64.getEncoder().encodeToString((who + ":" + who).getBytes());
    return header("Authorization", who.endsWith("-pipeline") ? "Bearer " + who : "Basic " + basic);
  }

  Request header(String name, String value) {
    var changed = new LinkedHashMap<>(headers);
    changed.put(name, value);
    return new Request(method, path, changed, body, chunked);
  }

  Request without(String header) {
    var changed = new LinkedHashMap<>(headers);
    changed.remove(header);
    return new Request(method, path, changed, body, chunked);
  }

  Request to(String otherMethod, String otherPath) {
    return new Request(otherMethod, otherPath, headers, body, chunked);
  }

  Request inChunks() {
    return new Request(method, path, headers, body, true);
  }

  RawAnswer send(URI address) {
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      var out = socket.getOutputStream();
      out.write(head(address).getBytes(StandardCharsets.UTF_8));
      if (chunked) {
        for (var at = 0; at < body.length; at += CHUNK) {
          var length = Math.min(CHUNK, body.length - at);
          out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.write(body, at, length);
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(body);
      }
      out.flush();
      var answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return RawAnswer.parse(answer.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    }
  }

  private String head(URI address) {
    var head = new StringBuilder();
    head.append("%s %s HTTP/1.1\r\n".formatted(method, path));
    head.append("Host: %s\r\nConnection: close\r\n".formatted(address.getAuthority()));
    head.append(
        chunked
            ? "Transfer-Encoding: chunked\r\n"
            : "Content-Length: %d\r\n".formatted(body.length));
    headers.forEach((name, value) -> head.append("%s: %s\r\n".formatted(name, value)));
    return head.append("\r\n").toString();
  }

  @Override
  public String toString() {
    return "%s %s, %d bytes".formatted(method, path, body.length);
  }
}
