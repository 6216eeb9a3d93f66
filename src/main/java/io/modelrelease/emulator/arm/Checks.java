package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What every body is checked for. */
final class Checks {
  private static final Pattern ASSET = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9\\-_]{0,254}");
  private static final Pattern BINDING = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_\\-]{0,63}");
  private static final Pattern ENDPOINT =
      Pattern.compile("(?=.{3,32}$)(?!.*--)[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?");

  private Checks() {}

  static void assetName(String name) {
    if (!ASSET.matcher(name).matches()) {
      throw AzureFailure.userError(
          "Name %s must begin with a letter or digit and contain only letters, digits, - and _, at most 255."
              .formatted(name));
    }
  }

  /** Inputs and outputs are named as variables; here they are names of folders, too. */
  static void bindingName(String name) {
    if (!BINDING.matcher(name).matches()) {
      throw AzureFailure.userError(
          "The name '%s' of an input or output must begin with a letter and contain only letters, digits, - and _."
              .formatted(name));
    }
  }

  static void endpointName(String name) {
    if (!ENDPOINT.matcher(name).matches()) {
      throw AzureFailure.userError(
          "Name %s is not valid: 3 to 32 letters, digits and single dashes, a letter first, no dash last."
              .formatted(name));
    }
  }

  /** The body has properties, and each of these fields in them. */
  static void properties(JsonNode body, String... required) {
    if (!body.path("properties").isObject()) {
      throw AzureFailure.required("properties");
    }
    for (var field : required) {
      var value = body.path("properties");
      for (var part : field.split("\\.")) {
        value = value.path(part);
      }
      if (value.isMissingNode()
          || value.isNull()
          || (value.isTextual() && value.asText().isEmpty())) {
        throw AzureFailure.required(field);
      }
    }
  }

  static void location(JsonNode body) {
    if (body.path("location").asText("").isBlank()) {
      throw new AzureFailure(
          400, "LocationRequired", "The location property is required for this definition.");
    }
  }

  /** One of the words, ignoring case, as the service reads its enumerations. */
  static void oneOf(JsonNode body, String field, Set<String> words) {
    var value = body.path("properties").path(field).asText("");
    if (words.stream().noneMatch(value::equalsIgnoreCase)) {
      throw AzureFailure.noSuchWord("properties." + field, new TreeSet<>(words));
    }
  }
}
