package io.modelrelease.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/openapi.yaml}: the description of everything below {@code /api}. Like the door itself
 * it is for everybody who has credentials: it holds no secret, and strangers need not know what
 * there is.
 */
@RestController
class DescriptionController {
  static final String PATH = "/api/openapi.yaml";

  private final String description;

  DescriptionController(BuildProperties build) throws IOException {
    this.description =
        new ClassPathResource("api/openapi.yaml")
            .getContentAsString(StandardCharsets.UTF_8)
            .replace("{version}", build.getVersion());
  }

  /** RFC 9512: application/yaml. */
  @GetMapping(path = PATH, produces = MediaType.APPLICATION_YAML_VALUE)
  String description() {
    return description;
  }
}
