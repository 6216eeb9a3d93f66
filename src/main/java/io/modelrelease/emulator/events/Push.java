package io.modelrelease.emulator.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to web hooks. The handshake and the headers are those of "Webhook event delivery" and
 * "Endpoint validation with CloudEvents schema" (Azure documentation); a receiver that fails is
 * tried again after growing pauses, shorter than Azure's. Each delivery goes its own way: events
 * overtake each other.
 */
final class Push {
  private static final Logger log = LoggerFactory.getLogger(Push.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<Long> PAUSES_MILLIS = List.of(200L, 1000L, 5000L, 15_000L, 30_000L);

  /** Answers after which Event Grid does not try again. Unverified: 403 and 404. */
  private static final Set<Integer> FINAL = Set.of(400, 401, 403, 404, 413);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final ScheduledExecutorService later;

  Push(ScheduledExecutorService later) {
    this.later = later;
  }

  /**
   * Asks a web hook whether it wants the events.
   *
   * @param validationUrl where it may say so later
   * @return whether it said so at once
   * @throws AzureFailure when it does not answer as it should
   */
  boolean handshake(Subscription subscription, String code, String validationUrl) {
    try {
      return subscription.schema() == Subscription.Schema.EVENTGRID
          ? validationEvent(subscription, code, validationUrl)
          : options(subscription, validationUrl);
    } catch (IOException e) {
      throw refused(subscription, "it did not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(subscription, "interrupted");
    }
  }

  private boolean validationEvent(Subscription subscription, String code, String validationUrl)
      throws IOException, InterruptedException {
    var event = Exchange.JSON.createObjectNode().put("id", UUID.randomUUID().toString());
    event.put("topic", "emulator").put("subject", "");
    event.putObject("data").put("validationCode", code).put("validationUrl", validationUrl);
    event.put("eventType", "Microsoft.EventGrid.SubscriptionValidationEvent");
    event.put("eventTime", java.time.Instant.now().toString());
    event.put("metadataVersion", "1").put("dataVersion", "1");
    var answer =
        http.send(
            post(subscription, "SubscriptionValidation", "application/json; charset=utf-8")
                .POST(
                    BodyPublishers.ofString(Exchange.JSON.createArrayNode().add(event).toString()))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200 && answer.statusCode() != 202) {
      throw refused(subscription, "it answered " + answer.statusCode());
    }
    return parse(answer.body()).path("validationResponse").asText("").equals(code);
  }

  private static JsonNode parse(String body) throws IOException {
    return body.isBlank() ? Exchange.JSON.createObjectNode() : Exchange.JSON.readTree(body);
  }

  private boolean options(Subscription subscription, String callback)
      throws IOException, InterruptedException {
    var answer =
        http.send(
            HttpRequest.newBuilder(subscription.url())
                .timeout(PATIENCE)
                .header("WebHook-Request-Origin", "eventgrid.azure.net")
                .header("WebHook-Request-Callback", callback)
                .header("WebHook-Request-Rate", "120")
                .method("OPTIONS", BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding());
    if (answer.statusCode() / 100 != 2) {
      throw refused(subscription, "it answered " + answer.statusCode() + " to OPTIONS");
    }
    return answer
        .headers()
        .firstValue("WebHook-Allowed-Origin")
        .filter(origin -> origin.equals("*") || origin.equalsIgnoreCase("eventgrid.azure.net"))
        .isPresent();
  }

  private static AzureFailure refused(Subscription subscription, String why) {
    return new AzureFailure(
        400,
        "UrlValidationFailed",
        "Webhook validation handshake failed for %s: %s.".formatted(address(subscription), why));
  }

  /** Its query may hold a secret. */
  private static URI address(Subscription subscription) {
    return URI.create(subscription.url().toString().replaceFirst("[?].*", ""));
  }

  private static HttpRequest.Builder post(Subscription subscription, String kind, String type) {
    return HttpRequest.newBuilder(subscription.url())
        .timeout(PATIENCE)
        .header("Content-Type", type)
        .header("aeg-event-type", kind)
        .header("aeg-subscription-name", subscription.name().toUpperCase(java.util.Locale.ROOT));
  }

  void deliver(Subscription subscription, Event event) {
    var luck = ThreadLocalRandom.current();
    if (luck.nextDouble() < subscription.drop()) {
      return;
    }
    attempt(subscription, event, 0);
    if (luck.nextDouble() < subscription.duplicate()) {
      attempt(subscription, event, 0);
    }
  }

  private void attempt(Subscription subscription, Event event, int count) {
    var type =
        subscription.schema() == Subscription.Schema.EVENTGRID
            ? "application/json; charset=utf-8"
            : "application/cloudevents-batch+json; charset=utf-8";
    var body = Exchange.JSON.createArrayNode().add(event.as(subscription.schema())).toString();
    var request =
        post(subscription, "Notification", type)
            .header("aeg-delivery-count", Integer.toString(count))
            .POST(BodyPublishers.ofString(body))
            .build();
    http.sendAsync(request, BodyHandlers.discarding())
        .whenComplete((answer, failure) -> answered(subscription, event, count, answer, failure));
  }

  private void answered(
      Subscription subscription,
      Event event,
      int count,
      HttpResponse<Void> answer,
      Throwable failure) {
    if (answer != null && answer.statusCode() / 100 == 2) {
      return;
    }
    var why = failure == null ? "HTTP " + answer.statusCode() : failure.toString();
    if (count >= PAUSES_MILLIS.size() || answer != null && FINAL.contains(answer.statusCode())) {
      log.info("Event {} is lost for {}: {}", event.type(), address(subscription), why);
      return;
    }
    try {
      later.schedule(
          () -> attempt(subscription, event, count + 1),
          PAUSES_MILLIS.get(count),
          TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.RejectedExecutionException e) {
      log.debug("The emulator is stopping, event {} is lost", event.id());
    }
  }
}
