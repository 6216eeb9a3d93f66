package io.modelrelease.doors;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.test.context.TestPropertySource;

/**
 * The same with the engine's own REST API switched on, all of whose resources are asked as well;
 * the whole table is written to {@code target/roles-engine-rest.md}.
 */
@Tag("apart")
@TestPropertySource(properties = "modelrelease.engine-rest.enabled=true")
class EngineRestRoleMatrixTest extends RoleMatrixTest {

  @Override
  RoleMatrix matrix(ServletWebServerApplicationContext application) {
    return RoleMatrix.withEngineRest(
        application, this, "roles.txt", "roles-login.txt", "roles-engine-rest.txt");
  }

  @Override
  Path table() {
    return Path.of("target/roles-engine-rest.md");
  }

  @Override
  int leastAddresses() {
    return 1500;
  }
}
