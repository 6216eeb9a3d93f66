package io.modelrelease.api;

import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;

/** The two parts of an uploaded start: {@code release}, JSON, and {@code project}, tar.gz. */
final class StartParts {
  static final String RELEASE = "release";
  static final String PROJECT = "project";

  private static final Map<String, String> EXPECTED =
      Map.of(
          RELEASE,
          "the request as JSON",
          PROJECT,
          "the model project's folder as tar.gz (a project that the server knows is released by"
              + " the JSON alone, as application/json)");

  private final Map<String, Part> parts = new TreeMap<>();

  private StartParts() {}

  /**
   * @throws InvalidRequestException 400 with what is missing, too much or there twice
   */
  static StartParts of(Collection<Part> sent) {
    var found = new StartParts();
    var faults = new ArrayList<FieldFault>();
    for (var part : sent) {
      var name = FieldFault.shown(part.getName());
      if (!EXPECTED.containsKey(name)) {
        faults.add(
            new FieldFault(
                name, "There is no part %s; there are %s, %s.".formatted(name, RELEASE, PROJECT)));
      } else if (found.parts.put(name, part) != null) {
        faults.add(new FieldFault(name, "The part %s comes twice.".formatted(name)));
      }
    }
    for (var name : new String[] {RELEASE, PROJECT}) {
      if (!found.parts.containsKey(name)) {
        faults.add(
            new FieldFault(
                name, "The part %s is missing: %s.".formatted(name, EXPECTED.get(name))));
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidRequestException(HttpStatus.BAD_REQUEST, faults);
    }
    return found;
  }

  InputStream release() throws IOException {
    return parts.get(RELEASE).getInputStream();
  }

  byte[] project() throws IOException {
    try (var content = parts.get(PROJECT).getInputStream()) {
      return content.readAllBytes();
    }
  }
}
