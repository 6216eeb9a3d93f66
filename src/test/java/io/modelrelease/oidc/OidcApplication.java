package io.modelrelease.oidc;

import static org.awaitility.Awaitility.await;

import io.modelrelease.doors.Visitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The application in profile oidc, which asks the provider at each request; it starts before the
 * provider does. All tests that extend this share one.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "modelrelease.demo=false",
      "modelrelease.emulator.port=0",
      "modelrelease.emulator.pace=0s",
      "modelrelease.watch.shortest=PT0.2S",
      "modelrelease.watch.longest=PT2S",
      "modelrelease.production.bake=PT1S",
      "modelrelease.production.undo-pause=PT0.3S",
      "camunda.bpm.job-execution.wait-time-in-millis=200",
      "camunda.bpm.job-execution.max-wait=400",
      "modelrelease.security.oidc.client-id=model-release",
      "modelrelease.security.oidc.client-secret=secret",
      "modelrelease.security.oidc.subject-claim=oid",
      "modelrelease.security.oidc.recheck=PT0S",
      "modelrelease.security.oidc.grace=PT2S",
      "modelrelease.security.oidc.groups.data-scientists=g-1,g-2",
      "modelrelease.security.oidc.groups.approvers=g-3",
      "modelrelease.security.oidc.groups.operators=g-4",
      "modelrelease.security.oidc.groups.camunda-admin=g-5",
      "modelrelease.security.entra.tenant=" + Provider.TENANT,
      "modelrelease.security.entra.audiences=" + AccessToken.OUR_API,
      "modelrelease.security.entra.pipelines.training.application=" + AccessToken.PIPELINE
    })
@ActiveProfiles("oidc")
@AutoConfigureObservability(tracing = false)
abstract class OidcApplication {
  static final String SCIENTISTS = "g-1";
  static final String APPROVERS = "g-3";
  static final String OPERATORS = "g-4";
  static final String ADMINS = "g-5";

  static final String TOKEN = "a pipeline's token";
  static final Provider PROVIDER = new Provider();

  /** The first login of all, while the provider was down. */
  static HttpResponse<String> whileTheProviderWasDown;

  @LocalServerPort private int port;
  @Autowired private IdentityService identity;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry properties) {
    var home = newFolder();
    properties.add("modelrelease.home", () -> home.resolve("home").toString());
    properties.add("modelrelease.security.oidc.issuer", () -> PROVIDER.issuer().toString());
    properties.add("modelrelease.security.entra.authority", PROVIDER::authority);
    properties.add("modelrelease.security.tokens.builds.sha256", OidcApplication::hash);
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("model-release-oidc");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void startTheProvider() {
    if (whileTheProviderWasDown == null) {
      whileTheProviderWasDown = Visitor.anonymous(address()).page("login/start/oidc");
    }
    if (!PROVIDER.isUp()) {
      PROVIDER.start();
    }
    await("a second look at the provider")
        .pollDelay(Duration.ZERO)
        .until(() -> Visitor.anonymous(address()).page("login/start/oidc").statusCode() == 302);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** The groups that the engine has for somebody. */
  List<String> engineGroups(String user) {
    return identity.createGroupQuery().groupMember(user).list().stream()
        .map(Group::getId)
        .sorted()
        .toList();
  }

  IdentityService identity() {
    return identity;
  }

  static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  /** As a browser goes to the provider and back; the last answer is that of our own callback. */
  HttpResponse<String> login(Visitor visitor, Person person) {
    return callback(visitor, location(visitor.page("login/start/oidc")), person);
  }

  HttpResponse<String> callback(Visitor visitor, String provider, Person person) {
    PROVIDER.next(person);
    return visitor.page(location(visitor.page(provider)));
  }

  Visitor loggedIn(Person person) {
    var visitor = Visitor.anonymous(address());
    var answer = login(visitor, person);
    if (answer.statusCode() != 302) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return visitor;
  }
}
