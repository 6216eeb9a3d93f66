package io.modelrelease.emulator.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.state.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * {@code /_emulator/events}: subscribes web hooks (POST), shows the subscriptions (GET) and ends
 * them (DELETE). Subscriptions outlive the emulator, events that are being delivered do not.
 */
public final class EventsApi implements AutoCloseable {
  private static final List<String> PATH = List.of("_emulator", "events");
  private static final String VALIDATE = "validate";
  private static final long LOOK_MILLIS = 50;

  /** All that is answered. */
  public static final List<Route> ROUTES =
      List.of(
          control("POST", "", "pushes events of workspaces to a web hook, in Event Grid's manner"),
          control("GET", "", "the subscriptions"),
          control("DELETE", "", "ends them"),
          control("GET", "/validate", "the web hook agrees (validationUrl)"),
          control("POST", "/validate", "the same"));

  private final World world;
  private final Path file;
  private final WorkspaceEvents events;
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
  private final Map<String, String> awaiting = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var pushing = new Thread(work, "emulator-events");
            pushing.setDaemon(true);
            return pushing;
          });
  private final Push push = new Push(thread);

  public EventsApi(World world) {
    this.world = world;
    this.file = world.settings().home().resolve("events.json");
    this.events = new WorkspaceEvents(world);
    read();
    world.store().watch(this::written);
  }

  /** Looks for what comes about without being written. */
  public void start() {
    thread.scheduleWithFixedDelay(
        () -> events.cameUp().forEach(this::deliver),
        LOOK_MILLIS,
        LOOK_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().size() >= PATH.size()
        && exchange.path().subList(0, PATH.size()).equals(PATH);
  }

  public void handle(Exchange exchange) {
    Route.require(ROUTES, exchange);
    var rest = exchange.path().subList(PATH.size(), exchange.path().size());
    if (rest.isEmpty() && exchange.is("POST")) {
      subscribe(exchange);
    } else if (rest.isEmpty() && exchange.is("GET")) {
      var all = Exchange.JSON.createObjectNode();
      var value = all.putArray("value");
      subscriptions.values().forEach(known -> value.add(shown(known)));
      exchange.json(200, all);
    } else if (rest.isEmpty()) {
      subscriptions.clear();
      write();
      exchange.empty(204);
    } else {
      validate(exchange);
    }
  }

  private static Route control(String method, String path, String note) {
    return new Route(method, "/_emulator/events" + path, note, "steers the emulator; not on Azure");
  }

  private static ObjectNode shown(Subscription subscription) {
    var shown = subscription.json();
    shown.put("url", subscription.url().toString().replaceFirst("[?].*", "?…"));
    shown.put("provisioningState", subscription.validated() ? "Succeeded" : "AwaitingManualAction");
    return shown;
  }

  private void subscribe(Exchange exchange) {
    var wanted = Subscription.read(exchange.json());
    var code = UUID.randomUUID().toString();
    awaiting.put(code, wanted.name());
    var url = "%s/%s/%s?id=%s".formatted(world.base(), String.join("/", PATH), VALIDATE, code);
    var fresh =
        push.handshake(wanted, code, url)
            ? wanted.nowValidated()
            : new Subscription(
                wanted.name(),
                wanted.url(),
                wanted.schema(),
                wanted.drop(),
                wanted.duplicate(),
                false);
    if (fresh.validated()) {
      awaiting.remove(code);
    }
    subscriptions.put(fresh.name(), fresh);
    write();
    exchange.json(200, shown(fresh));
  }

  /** The web hook, or a person, agrees afterwards. */
  private void validate(Exchange exchange) {
    var subscription =
        Optional.ofNullable(awaiting.remove(exchange.query("id").orElse("")))
            .map(subscriptions::get)
            .orElseThrow(() -> AzureFailure.userError("Nothing waits for this validation."));
    subscriptions.put(subscription.name(), subscription.nowValidated());
    write();
    exchange.json(
        200, Exchange.JSON.createObjectNode().put("message", "Webhook successfully validated"));
  }

  private void written(String key, Optional<ObjectNode> before, ObjectNode after) {
    if (!subscriptions.isEmpty() && key.startsWith("ws/")) {
      events.written(key, before, after).forEach(this::deliver);
    }
  }

  private void deliver(Event event) {
    subscriptions.values().stream()
        .filter(Subscription::validated)
        .forEach(subscription -> push.deliver(subscription, event));
  }

  private void read() {
    try {
      if (Files.exists(file)) {
        for (var known : Exchange.JSON.readTree(Files.readAllBytes(file))) {
          var subscription = Subscription.read(known);
          subscriptions.put(subscription.name(), subscription);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void write() {
    var all = Exchange.JSON.createArrayNode();
    subscriptions.values().forEach(known -> all.add(known.json()));
    AtomicFile.write(file, all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
