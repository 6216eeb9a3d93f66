package io.modelrelease.emulator.blob;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.state.AtomicFile;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The operations of the Blob service's REST API that Azure ML's clients use: Put Blob, Put Block,
 * Put Block List, Get Block List, Append Block, Copy Blob, Set Blob Metadata, Get Blob (ranges),
 * Get Blob Properties, Delete Blob, List Blobs, with conditions. A request needs a shared access
 * signature in its query; which one is not checked.
 */
public final class BlobApi {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final Pattern OF_AN_UPLOAD =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String XML = "application/xml";

  private final World world;
  private final References references;
  private final BlobList list;

  public BlobApi(World world) {
    this.world = world;
    this.references = new References(world);
    this.list = new BlobList(world);
  }

  /** Whether a path is one of blob storage. */
  public boolean serves(Exchange exchange) {
    var account = exchange.path().get(0);
    return Stream.concat(World.WORKSPACES.stream(), World.REGISTRIES.stream())
        .map(World::account)
        .anyMatch(account::equals);
  }

  public void handle(Exchange exchange) {
    exchange.set("x-ms-version", exchange.header("x-ms-version").orElse("2021-12-02"));
    exchange.set("x-ms-request-id", UUID.randomUUID().toString());
    exchange.set("Date", BlobAttributes.time(world.clock().now()));
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
    if (!isThere(account, container)) {
      fail(exchange, 404, "ContainerNotFound", "The specified container does not exist.");
      return;
    }
    if (path.size() == 2 || path.subList(2, path.size()).equals(List.of(""))) {
      container(exchange, account, container);
      return;
    }
    var name = String.join("/", path.subList(2, path.size()));
    world
        .blobs()
        .file(account, container, name)
        .ifPresentOrElse(
            file -> blob(exchange, file),
            () ->
                fail(
                    exchange,
                    400,
                    "InvalidResourceName",
                    "The specified resource name is invalid."));
  }

  /**
   * A workspace has the containers of its datastores, and one for each upload that it was asked for
   * a place for; a registry has one for each asset.
   */
  private boolean isThere(String account, String container) {
    return World.REGISTRIES.stream().map(World::account).anyMatch(account::equals)
        || Stream.of(World.DATASTORE, World.ARTIFACTS)
            .flatMap(name -> World.container(name).stream())
            .anyMatch(container::equals)
        || OF_AN_UPLOAD.matcher(container).matches()
        || references.isRegistered(account, container);
  }

  private void container(Exchange exchange, String account, String container) {
    if (!BlobRoutes.have(BlobRoutes.CONTAINERS, exchange)) {
      fail(exchange, 405, "UnsupportedHttpVerb", "The resource doesn't support it.");
    } else if (exchange.query("comp").isPresent()) {
      xml(exchange, 200, list.xml(exchange, account, container));
    } else if (exchange.is("GET") || exchange.is("HEAD")) {
      exchange.set("ETag", "\"0x1\"");
      exchange.set("Last-Modified", BlobAttributes.time(world.clock().now()));
      exchange.empty(200);
    } else {
      fail(exchange, 409, "ContainerAlreadyExists", "The specified container already exists.");
    }
  }

  /** All that is answered. */
  public static List<Route> routes() {
    return Stream.concat(BlobRoutes.CONTAINERS.stream(), BlobRoutes.BLOBS.stream()).toList();
  }

  private void blob(Exchange exchange, Path file) {
    if (!BlobRoutes.have(BlobRoutes.BLOBS, exchange)) {
      fail(exchange, 405, "UnsupportedHttpVerb", "The resource doesn't support it.");
      return;
    }
    var isThere = Files.isRegularFile(file);
    var comp = exchange.query("comp").orElse("");
    var makes =
        exchange.is("PUT")
            && (Set.of("block", "blocklist").contains(comp)
                || (comp.isEmpty() && exchange.header("x-ms-blob-type").isPresent())
                || (comp.isEmpty() && exchange.header("x-ms-copy-source").isPresent()));
    var showsBlocks =
        exchange.is("GET") && comp.equals("blocklist") && new Blocks(file).hasStaged();
    if (!isThere && !makes && !showsBlocks && !exchange.is("PUT")) {
      missing(exchange);
      return;
    }
    if (refusedByCondition(exchange, file, isThere)) {
      return;
    }
    switch (exchange.method()) {
      case "PUT" -> put(exchange, file, isThere, comp);
      case "GET", "HEAD" -> {
        if (comp.equals("blocklist")) {
          var known = isThere ? attributes(file).blocks() : "";
          var which = exchange.query("blocklisttype").orElse("committed");
          xml(exchange, 200, new Blocks(file).xml(known, which));
        } else {
          get(exchange, file);
        }
      }
      case "DELETE" -> {
        world.blobs().delete(file);
        exchange.empty(202);
      }
      default -> fail(exchange, 405, "UnsupportedHttpVerb", "The resource doesn't support it.");
    }
  }

  private BlobAttributes attributes(Path file) {
    return BlobAttributes.of(world.blobs(), file);
  }

  private static void missing(Exchange exchange) {
    fail(exchange, 404, "BlobNotFound", "The specified blob does not exist.");
  }

  /**
   * If-Match, If-None-Match. The service takes tags without their quotes, too: Microsoft's own Java
   * client has long sent them so (azure-sdk-for-java, pull request 50295).
   */
  private static boolean refusedByCondition(Exchange exchange, Path file, boolean isThere) {
    var match = unquoted(exchange.header("If-Match").orElse(""));
    var none = unquoted(exchange.header("If-None-Match").orElse(""));
    var etag = isThere ? unquoted(BlobAttributes.etag(file)) : "";
    var isWrite = !Set.of("GET", "HEAD").contains(exchange.method());
    if (isThere && none.equals("*") && isWrite) {
      fail(exchange, 409, "BlobAlreadyExists", "The specified blob already exists.");
      return true;
    }
    if (!match.isEmpty() && (!isThere || !(match.equals("*") || match.equals(etag)))) {
      fail(
          exchange,
          412,
          "ConditionNotMet",
          "The condition specified using HTTP conditional header(s) is not met.");
      return true;
    }
    if (isThere && none.equals(etag)) {
      if (isWrite) {
        fail(exchange, 412, "ConditionNotMet", "The condition specified is not met.");
      } else {
        exchange.empty(304);
      }
      return true;
    }
    return false;
  }

  private static String unquoted(String tag) {
    return tag.replaceAll("^\"|\"$", "");
  }

  private void put(Exchange exchange, Path file, boolean isThere, String comp) {
    if (isDamaged(exchange)) {
      fail(
          exchange,
          400,
          "Md5Mismatch",
          "The MD5 value specified in the request did not match with the MD5 value calculated by"
              + " the server.");
      return;
    }
    var blocks = new Blocks(file);
    switch (comp) {
      case "metadata" -> {
        if (!isThere) {
          missing(exchange);
          return;
        }
        attributes(file).with(BlobAttributes.metadata(exchange)).keep(world.blobs(), file);
        BlobAttributes.stamp(exchange, file);
        exchange.empty(200);
      }
      case "block" -> {
        blocks.stage(exchange.query("blockid").orElse(""), exchange.body());
        exchange.empty(201);
      }
      case "blocklist" -> {
        var committed =
            blocks.commit(
                new String(exchange.body(), StandardCharsets.UTF_8),
                isThere ? attributes(file).blocks() : "");
        if (committed.isEmpty()) {
          fail(exchange, 400, "InvalidBlockList", "The specified block list is invalid.");
          return;
        }
        finish(
            exchange,
            file,
            committed.get()::writeTo,
            BlobAttributes.of(exchange, BlobAttributes.BLOCK_BLOB, committed.get().blocks()));
      }
      case "appendblock" -> append(exchange, file, isThere);
      case "" -> {
        if (exchange.header("x-ms-copy-source").isPresent()) {
          copy(exchange, file);
          return;
        }
        var type = exchange.header("x-ms-blob-type").orElse("");
        if (!Set.of(BlobAttributes.BLOCK_BLOB, BlobAttributes.APPEND_BLOB).contains(type)) {
          fail(
              exchange,
              400,
              "InvalidHeaderValue",
              "x-ms-blob-type: only BlockBlob and AppendBlob are supported.");
          return;
        }
        finish(
            exchange,
            file,
            out -> out.write(exchange.body()),
            BlobAttributes.of(exchange, type, ""));
      }
      default -> fail(exchange, 400, "InvalidQueryParameterValue", "comp is not supported.");
    }
  }

  /** {@code Content-MD5} is that of the request's body (Put Blob, Put Block, Put Block List). */
  private static boolean isDamaged(Exchange exchange) {
    return exchange
        .header("Content-MD5")
        .filter(
            sent -> !sent.equals(Base64.getEncoder().encodeToString(BlobList.md5(exchange.body()))))
        .isPresent();
  }

  private void finish(
      Exchange exchange, Path file, AtomicFile.Content content, BlobAttributes attributes) {
    AtomicFile.write(file, content);
    attributes.keep(world.blobs(), file);
    new Blocks(file).forget();
    exchange.markCreated();
    BlobAttributes.stamp(exchange, file);
    exchange.set("x-ms-request-server-encrypted", "true");
    exchange.empty(201);
  }

  private void append(Exchange exchange, Path file, boolean isThere) {
    if (!isThere) {
      missing(exchange);
      return;
    }
    var attributes = attributes(file);
    if (!attributes.type().equals(BlobAttributes.APPEND_BLOB)) {
      fail(exchange, 409, "InvalidBlobType", "The blob type is invalid for this operation.");
      return;
    }
    var before = Slice.whole(file);
    exchange.set("x-ms-blob-append-offset", Long.toString(before.size()));
    exchange.set("x-ms-blob-committed-block-count", "1");
    finish(
        exchange,
        file,
        out -> {
          before.writeTo(out);
          out.write(exchange.body());
        },
        attributes);
  }

  /** Within the emulator's storage; at once. */
  private void copy(Exchange exchange, Path file) {
    var source = exchange.header("x-ms-copy-source").orElse("");
    var from =
        references
            .find("", URLDecoder.decode(source.replace("+", "%2B"), StandardCharsets.UTF_8))
            .flatMap(place -> world.blobs().file(place.account(), place.container(), place.path()))
            .filter(Files::isRegularFile);
    if (from.isEmpty()) {
      fail(exchange, 404, "CannotVerifyCopySource", "The specified blob does not exist.");
      return;
    }
    var metadata = BlobAttributes.metadata(exchange);
    var attributes = attributes(from.get());
    exchange.set("x-ms-copy-id", UUID.randomUUID().toString());
    exchange.set("x-ms-copy-status", "success");
    finish(
        exchange,
        file,
        Slice.whole(from.get())::writeTo,
        metadata.isEmpty() ? attributes : attributes.with(metadata));
    if (exchange.header("x-ms-requires-sync").isEmpty()) {
      exchange.empty(202);
    }
  }

  private void get(Exchange exchange, Path file) {
    var attributes = attributes(file);
    BlobAttributes.stamp(exchange, file);
    attributes.metadata().forEach((name, value) -> exchange.set("x-ms-meta-" + name, value));
    exchange.set("Accept-Ranges", "bytes");
    exchange.set("x-ms-blob-type", attributes.type());
    exchange.set("x-ms-lease-status", "unlocked").set("x-ms-lease-state", "available");
    exchange.set("x-ms-server-encrypted", "true");
    if (exchange.is("HEAD")) {
      exchange.set("Content-Type", attributes.contentType());
      exchange.head(200, Slice.whole(file).size());
      return;
    }
    var whole = Slice.whole(file);
    var range =
        RANGE.matcher(exchange.header("x-ms-range").or(() -> exchange.header("Range")).orElse(""));
    if (!range.matches()) {
      exchange.bytes(200, attributes.contentType(), whole.read());
      return;
    }
    var from = Long.parseLong(range.group(1));
    if (from >= whole.size()) {
      fail(exchange, 416, "InvalidRange", "The range specified is invalid.");
      return;
    }
    var to =
        Optional.of(range.group(2))
            .filter(text -> !text.isEmpty())
            .map(text -> Math.min(Long.parseLong(text), whole.size() - 1))
            .orElse(whole.size() - 1);
    exchange.set("Content-Range", "bytes %d-%d/%d".formatted(from, to, whole.size()));
    exchange.bytes(
        206, attributes.contentType(), new Slice(file, from, Math.max(0, to - from + 1)).read());
  }

  private static void xml(Exchange exchange, int status, String text) {
    exchange.bytes(status, XML, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void fail(Exchange exchange, int status, String code, String message) {
    exchange.set("x-ms-error-code", code);
    xml(
        exchange,
        status,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(code, message));
  }
}
