package io.modelrelease.doors;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The body of an upload, part by part. */
final class Multipart {
  static final String BOUNDARY = "parts";
  static final String MEDIA_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  static Multipart empty() {
    return new Multipart();
  }

  Multipart part(String name, byte[] content) {
    return raw(
        "Content-Disposition: form-data; name=\"%s\"; filename=\"f\"".formatted(name), content);
  }

  Multipart part(String name, String content) {
    return part(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A field of a form: a part without a file's name. */
  Multipart field(String name, String content) {
    return raw(
        "Content-Disposition: form-data; name=\"%s\"".formatted(name),
        content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param headers lines, without the last one's end
   */
  Multipart raw(String headers, byte[] content) {
    text("--" + BOUNDARY + "\r\n" + headers + "\r\n\r\n");
    body.writeBytes(content);
    text("\r\n");
    return this;
  }

  private void text(String text) {
    body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Without the line that ends it. */
  byte[] open() {
    return body.toByteArray();
  }

  byte[] bytes() {
    text("--" + BOUNDARY + "--\r\n");
    return body.toByteArray();
  }

  Request request() {
    return Request.json(bytes()).header("Content-Type", MEDIA_TYPE);
  }
}
