package io.modelrelease.emulator.blob;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;

/** List Blobs: by prefix, delimiter and page; metadata where they are asked for. */
final class BlobList {
  private static final int PAGE = 5000;

  private final World world;

  BlobList(World world) {
    this.world = world;
  }

  String xml(Exchange exchange, String account, String container) {
    var prefix = exchange.query("prefix").orElse("");
    var delimiter = exchange.query("delimiter").orElse("");
    var marker = exchange.query("marker").orElse("");
    var page = exchange.query("maxresults").map(Integer::valueOf).orElse(PAGE);
    var withMetadata =
        List.of(exchange.query("include").orElse("").split(",")).contains("metadata");
    var folders = new LinkedHashSet<String>();
    var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    xml.append(
        "<EnumerationResults ServiceEndpoint=\"%s/%s/\" ContainerName=\"%s\">"
            .formatted(world.base(), account, container));
    xml.append("<Prefix>").append(escape(prefix)).append("</Prefix>");
    xml.append("<MaxResults>").append(page).append("</MaxResults><Blobs>");
    var shown = 0;
    var next = "";
    for (var name : world.blobs().list(account, container, prefix)) {
      if (name.compareTo(marker) < 0) {
        continue;
      }
      var end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
      var folder = end < 0 ? "" : name.substring(0, end + delimiter.length());
      if (folders.contains(folder)) {
        continue;
      }
      if (shown == page) {
        next = name;
        break;
      }
      if (end >= 0) {
        folders.add(folder);
        xml.append("<BlobPrefix><Name>%s</Name></BlobPrefix>".formatted(escape(folder)));
      } else {
        xml.append(
            entry(world.blobs().file(account, container, name).orElseThrow(), name, withMetadata));
      }
      shown++;
    }
    return xml.append("</Blobs><NextMarker>")
        .append(escape(next))
        .append("</NextMarker></EnumerationResults>")
        .toString();
  }

  private String entry(Path file, String name, boolean withMetadata) {
    try {
      var attributes = BlobAttributes.of(world.blobs(), file);
      var metadata = new StringBuilder();
      if (withMetadata) {
        attributes
            .metadata()
            .forEach(
                (key, value) -> metadata.append("<%s>%s</%s>".formatted(key, escape(value), key)));
      }
      var changed = BlobAttributes.time(Files.getLastModifiedTime(file).toInstant());
      return ("<Blob><Name>%s</Name><Properties><Creation-Time>%s</Creation-Time><Last-Modified>%s</Last-Modified><Etag>%s</Etag>"
              + "<Content-Length>%d</Content-Length><Content-Type>%s</Content-Type><Content-MD5>%s</Content-MD5>"
              + "<BlobType>%s</BlobType><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState></Properties>%s</Blob>")
          .formatted(
              escape(name),
              changed,
              changed,
              BlobAttributes.etag(file).replace("\"", ""), // here without (azure-storage-java #410)
              Files.size(file),
              escape(attributes.contentType()),
              Base64.getEncoder().encodeToString(md5(file)),
              attributes.type(),
              withMetadata ? "<Metadata>" + metadata + "</Metadata>" : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] md5(Path file) throws IOException {
    var digest = md5();
    Slice.whole(file).writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return digest.digest();
  }

  static byte[] md5(byte[] content) {
    return md5().digest(content);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
