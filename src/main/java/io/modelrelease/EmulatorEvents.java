package io.modelrelease;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * Subscribes the application to the events of the emulator inside it, as one subscribes it to those
 * of Azure, with a secret that lives as long as the program. {@code modelrelease.emulator.events =
 * false} leaves it.
 */
final class EmulatorEvents {
  static final String SECRET = "modelrelease.watch.events.secret";
  private static final String WANTED = "modelrelease.emulator.events";
  private static final Logger log = LoggerFactory.getLogger(EmulatorEvents.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SECRET_BYTES = 24;

  private final URI emulator;
  private final Environment environment;

  EmulatorEvents(URI emulator, Environment environment) {
    this.emulator = emulator;
    this.environment = environment;
  }

  /** Nothing where events are not wanted: the web hook stays shut. */
  static String newSecret(Environment environment) {
    if (!environment.getProperty(WANTED, Boolean.class, true)) {
      return "";
    }
    var secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    var secret = environment.getProperty(SECRET, "");
    if (secret.isEmpty()
        || !environment.getProperty(WANTED, Boolean.class, true)
        || environment.getProperty("server.ssl.enabled", Boolean.class, false)
        || !(event.getApplicationContext() instanceof WebServerApplicationContext web)) {
      return;
    }
    var hook =
        "http://127.0.0.1:%d/api/events/azureml?code=%s"
            .formatted(
                web.getWebServer().getPort(), URLEncoder.encode(secret, StandardCharsets.UTF_8));
    try {
      var answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(emulator.resolve("/_emulator/events"))
                      .timeout(PATIENCE)
                      .header("Content-Type", "application/json")
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              "{\"name\": \"application\", \"url\": \"%s\"}".formatted(hook)))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        log.info("The emulator's events are not pushed, it is asked instead: {}", answer.body());
      }
    } catch (IOException e) {
      log.info("The emulator's events are not pushed, it is asked instead: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
