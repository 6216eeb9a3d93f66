package io.modelrelease.api;

import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;

/**
 * The parts of an uploaded start.
 *
 * @param release JSON
 * @param project tar.gz
 */
record StartParts(byte[] release, Optional<byte[]> project) {
  private static final String RELEASE = "release";
  private static final String PROJECT = "project";

  static StartParts of(Collection<Part> parts) {
    var faults = new ArrayList<FieldFault>();
    Map<String, byte[]> contents = new TreeMap<>();
    for (var part : parts) {
      var name = part.getName();
      if (!name.equals(RELEASE) && !name.equals(PROJECT)) {
        faults.add(
            new FieldFault(
                name, "There is no part %s; there are release, project.".formatted(name)));
      } else if (contents.put(name, bytes(part)) != null) {
        faults.add(new FieldFault(name, "The part %s comes twice.".formatted(name)));
      }
    }
    if (!contents.containsKey(RELEASE)) {
      faults.add(new FieldFault(RELEASE, "The part release is missing: the request as JSON."));
    }
    if (!faults.isEmpty()) {
      throw new InvalidRequestException(HttpStatus.BAD_REQUEST, faults);
    }
    return new StartParts(contents.get(RELEASE), Optional.ofNullable(contents.get(PROJECT)));
  }

  private static byte[] bytes(Part part) {
    try (var content = part.getInputStream()) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the part " + part.getName(), e);
    }
  }
}
