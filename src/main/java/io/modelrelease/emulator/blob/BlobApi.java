package io.modelrelease.emulator.blob;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The operations of the Blob service's REST API that Azure ML's clients use: Put Blob, Put Block,
 * Put Block List, Set Blob Metadata, Get Blob (ranges), Get Blob Properties, Delete Blob, List
 * Blobs. A request needs a shared access signature in its query; which one is not checked.
 */
public final class BlobApi {
  private static final DateTimeFormatter HTTP_TIME =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final Pattern BLOCK =
      Pattern.compile("<(?:Latest|Uncommitted|Committed)>([^<]+)<");
  private static final int PAGE = 5000;

  private final World world;

  public BlobApi(World world) {
    this.world = world;
  }

  /** Whether a path is one of blob storage. */
  public boolean serves(Exchange exchange) {
    var account = exchange.path().get(0);
    return World.WORKSPACES.stream().map(World::account).anyMatch(account::equals)
        || World.REGISTRIES.stream().map(World::account).anyMatch(account::equals);
  }

  public void handle(Exchange exchange) {
    exchange.set("x-ms-version", exchange.header("x-ms-version").orElse("2021-12-02"));
    exchange.set("x-ms-request-id", java.util.UUID.randomUUID().toString());
    exchange.set("Date", HTTP_TIME.format(world.clock().now()));
    if (exchange.query("sig").isEmpty()) {
      fail(exchange, 403, "AuthenticationFailed", "Server failed to authenticate the request.");
      return;
    }
    var path = exchange.path();
    var account = path.get(0);
    if (path.size() < 2) {
      fail(exchange, 400, "InvalidUri", "The requested URI does not represent any resource.");
      return;
    }
    var container = path.get(1);
    if (path.size() == 2 || path.subList(2, path.size()).equals(List.of(""))) {
      container(exchange, account, container);
      return;
    }
    var name = String.join("/", path.subList(2, path.size()));
    var file = world.blobs().file(account, container, name);
    if (file.isEmpty()) {
      fail(exchange, 400, "InvalidResourceName", "The specified resource name is invalid.");
      return;
    }
    switch (exchange.method()) {
      case "PUT" -> put(exchange, file.get());
      case "GET", "HEAD" -> get(exchange, file.get());
      case "DELETE" -> {
        if (!Files.isRegularFile(file.get())) {
          fail(exchange, 404, "BlobNotFound", "The specified blob does not exist.");
        } else {
          world.blobs().delete(account, container, name);
          exchange.empty(202);
        }
      }
      default -> fail(exchange, 405, "UnsupportedHttpVerb", "The resource doesn't support it.");
    }
  }

  private void container(Exchange exchange, String account, String container) {
    if (exchange.is("GET") && exchange.query("comp").filter("list"::equals).isPresent()) {
      list(exchange, account, container);
    } else if (exchange.is("GET") || exchange.is("HEAD")) {
      exchange.empty(200);
    } else {
      fail(exchange, 409, "ContainerAlreadyExists", "The specified container already exists.");
    }
  }

  private void put(Exchange exchange, Path file) {
    if (isDamaged(exchange)) {
      fail(
          exchange,
          400,
          "Md5Mismatch",
          "The MD5 value specified in the request did not match with the MD5 value calculated by"
              + " the server.");
      return;
    }
    var exists = Files.isRegularFile(file);
    switch (exchange.query("comp").orElse("")) {
      case "metadata" -> {
        if (!exists) {
          fail(exchange, 404, "BlobNotFound", "The specified blob does not exist.");
          return;
        }
        world.blobs().metadata(file, metadataOf(exchange));
        properties(exchange, file);
        exchange.empty(200);
      }
      case "block" -> {
        write(block(file, exchange.query("blockid").orElse("")), exchange.body());
        exchange.empty(201);
      }
      case "blocklist" -> {
        if (refusesToOverwrite(exchange, exists)) {
          return;
        }
        write(file, blocks(exchange, file));
        finish(exchange, file);
      }
      case "" -> {
        if (!exchange.header("x-ms-blob-type").orElse("").equals("BlockBlob")) {
          fail(exchange, 400, "InvalidHeaderValue", "x-ms-blob-type: only BlockBlob is supported.");
          return;
        }
        if (refusesToOverwrite(exchange, exists)) {
          return;
        }
        write(file, exchange.body());
        finish(exchange, file);
      }
      default -> fail(exchange, 400, "InvalidQueryParameterValue", "comp is not supported.");
    }
  }

  /** {@code Content-MD5} is that of the request's body (Put Blob, Put Block, Put Block List). */
  private static boolean isDamaged(Exchange exchange) {
    return exchange
        .header("Content-MD5")
        .filter(sent -> !sent.equals(Base64.getEncoder().encodeToString(md5(exchange.body()))))
        .isPresent();
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean refusesToOverwrite(Exchange exchange, boolean exists) {
    if (exists && exchange.header("If-None-Match").filter("*"::equals).isPresent()) {
      fail(exchange, 409, "BlobAlreadyExists", "The specified blob already exists.");
      return true;
    }
    return false;
  }

  private void finish(Exchange exchange, Path file) {
    var metadata = metadataOf(exchange);
    if (!metadata.isEmpty()) {
      world.blobs().metadata(file, metadata);
    }
    exchange.markCreated();
    properties(exchange, file);
    exchange.set("x-ms-request-server-encrypted", "true");
    exchange.empty(201);
  }

  private static void write(Path file, byte[] content) {
    io.modelrelease.emulator.state.AtomicFile.write(file, content);
  }

  private static Path block(Path file, String id) {
    return file.resolveSibling(
        ".new-block-" + file.getFileName() + "-" + Integer.toHexString(id.hashCode()));
  }

  private static byte[] blocks(Exchange exchange, Path file) {
    var ids = new LinkedHashSet<String>();
    var matcher = BLOCK.matcher(new String(exchange.body(), StandardCharsets.UTF_8));
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    var all = new ByteArrayOutputStream();
    try {
      for (var id : ids) {
        all.write(Files.readAllBytes(block(file, id)));
        Files.delete(block(file, id));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  private static Map<String, String> metadataOf(Exchange exchange) {
    var metadata = new TreeMap<String, String>();
    for (var name : List.of("upload_status", "name", "version")) {
      exchange.header("x-ms-meta-" + name).ifPresent(value -> metadata.put(name, value));
    }
    return metadata;
  }

  private void get(Exchange exchange, Path file) {
    if (!Files.isRegularFile(file)) {
      fail(exchange, 404, "BlobNotFound", "The specified blob does not exist.");
      return;
    }
    properties(exchange, file);
    world.blobs().metadata(file).forEach((name, value) -> exchange.set("x-ms-meta-" + name, value));
    exchange.set("Accept-Ranges", "bytes");
    exchange.set("x-ms-blob-type", "BlockBlob");
    try {
      if (exchange.is("HEAD")) {
        exchange.head(200, Files.size(file));
        return;
      }
      var content = Files.readAllBytes(file);
      var range =
          RANGE.matcher(
              exchange.header("x-ms-range").or(() -> exchange.header("Range")).orElse(""));
      if (!range.matches()) {
        exchange.bytes(200, "application/octet-stream", content);
        return;
      }
      var from = Long.parseLong(range.group(1));
      if (from >= content.length) {
        fail(exchange, 416, "InvalidRange", "The range specified is invalid.");
        return;
      }
      var to =
          range.group(2).isEmpty()
              ? content.length - 1
              : Math.min(Long.parseLong(range.group(2)), content.length - 1L);
      exchange.set("Content-Range", "bytes %d-%d/%d".formatted(from, to, content.length));
      exchange.bytes(
          206,
          "application/octet-stream",
          java.util.Arrays.copyOfRange(content, (int) from, (int) to + 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void properties(Exchange exchange, Path file) {
    try {
      exchange.set("ETag", "\"" + etag(file) + "\"");
      exchange.set("Last-Modified", HTTP_TIME.format(Files.getLastModifiedTime(file).toInstant()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(Path file) throws IOException {
    return "0x"
        + Long.toHexString(Files.getLastModifiedTime(file).toMillis() ^ Files.size(file))
            .toUpperCase(java.util.Locale.ROOT);
  }

  private void list(Exchange exchange, String account, String container) {
    var prefix = exchange.query("prefix").orElse("");
    var delimiter = exchange.query("delimiter").orElse("");
    var marker = exchange.query("marker").orElse("");
    var page = exchange.query("maxresults").map(Integer::valueOf).orElse(PAGE);
    var folders = new LinkedHashSet<String>();
    var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    xml.append(
        "<EnumerationResults ServiceEndpoint=\"%s/%s/\" ContainerName=\"%s\">"
            .formatted(world.base(), account, container));
    xml.append("<Prefix>").append(escape(prefix)).append("</Prefix><Blobs>");
    var shown = 0;
    var next = "";
    for (var name : world.blobs().list(account, container, prefix)) {
      if (name.compareTo(marker) < 0) {
        continue;
      }
      if (shown == page) {
        next = name;
        break;
      }
      var end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
      if (end >= 0) {
        if (folders.add(name.substring(0, end + 1))) {
          xml.append(
              "<BlobPrefix><Name>%s</Name></BlobPrefix>"
                  .formatted(escape(name.substring(0, end + 1))));
        }
      } else {
        xml.append(entry(world.blobs().file(account, container, name).orElseThrow(), name));
        shown++;
      }
    }
    xml.append("</Blobs><NextMarker>")
        .append(escape(next))
        .append("</NextMarker></EnumerationResults>");
    exchange.bytes(200, "application/xml", xml.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String entry(Path file, String name) {
    try {
      var metadata = new StringBuilder();
      world
          .blobs()
          .metadata(file)
          .forEach(
              (key, value) -> metadata.append("<%s>%s</%s>".formatted(key, escape(value), key)));
      return ("<Blob><Name>%s</Name><Properties><Creation-Time>%s</Creation-Time><Last-Modified>%s</Last-Modified><Etag>%s</Etag>"
              + "<Content-Length>%d</Content-Length><Content-Type>application/octet-stream</Content-Type><Content-MD5>%s</Content-MD5>"
              + "<BlobType>BlockBlob</BlobType><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState></Properties><Metadata>%s</Metadata></Blob>")
          .formatted(
              escape(name),
              HTTP_TIME.format(Files.getLastModifiedTime(file).toInstant()),
              HTTP_TIME.format(Files.getLastModifiedTime(file).toInstant()),
              etag(file),
              Files.size(file),
              Base64.getEncoder()
                  .encodeToString(
                      MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file))),
              metadata);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void fail(Exchange exchange, int status, String code, String message) {
    exchange.set("x-ms-error-code", code);
    exchange.bytes(
        status,
        "application/xml",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(code, message)
            .getBytes(StandardCharsets.UTF_8));
  }
}
