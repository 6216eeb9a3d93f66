package io.modelrelease.emulator;

import io.modelrelease.emulator.arm.ArmApi;
import io.modelrelease.emulator.arm.Budgets;
import io.modelrelease.emulator.arm.CoreQuota;
import io.modelrelease.emulator.arm.Operations;
import io.modelrelease.emulator.arm.Rights;
import io.modelrelease.emulator.blob.BlobApi;
import io.modelrelease.emulator.blob.BlobStore;
import io.modelrelease.emulator.control.ControlApi;
import io.modelrelease.emulator.control.Faults;
import io.modelrelease.emulator.control.Faults.Fault;
import io.modelrelease.emulator.control.Journal;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.events.EventsApi;
import io.modelrelease.emulator.history.ArtifactApi;
import io.modelrelease.emulator.history.AssetUris;
import io.modelrelease.emulator.history.DiscoveryApi;
import io.modelrelease.emulator.history.RunHistoryApi;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Described;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.HttpServer;
import io.modelrelease.emulator.http.HttpServer.BrokenConnection;
import io.modelrelease.emulator.job.JobRunner;
import io.modelrelease.emulator.mlflow.MetricApi;
import io.modelrelease.emulator.mlflow.MlflowApi;
import io.modelrelease.emulator.python.Python;
import io.modelrelease.emulator.scoring.ScoringApi;
import io.modelrelease.emulator.state.EmulatorClock;
import io.modelrelease.emulator.state.HomeLock;
import io.modelrelease.emulator.state.Store;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Azure Machine Learning on this machine: the REST API of a few workspaces and registries, which
 * really runs jobs and really serves models. Its state is in its home; jobs outlive it.
 */
public final class Emulator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Emulator.class);
  private static final Set<String> READS = Set.of("GET", "HEAD");

  /** What the journal says of a request whose connection was broken before any work. */
  private static final int UNANSWERED = 0;

  private final World world;
  private final HomeLock lock;
  private final Faults faults = new Faults();
  private final Journal journal;
  private final Operations operations;
  private final ControlApi control;
  private final ArmApi arm;
  private final BlobApi blobs;
  private final MlflowApi mlflow;
  private final RunHistoryApi history;
  private final DiscoveryApi discovery;
  private final ArtifactApi artifacts;
  private final AssetUris assets;
  private final MetricApi metrics;
  private final JobRunner jobs;
  private final ScoringApi scoring;
  private final EventsApi events;
  private final HttpServer server;

  private Emulator(EmulatorSettings settings, HomeLock lock) {
    var home = settings.home();
    this.lock = lock;
    var tokens = new Tokens(home);
    this.world =
        new World(
            settings,
            new EmulatorClock(home),
            new Store(home.resolve("state")),
            new BlobStore(home.resolve("blobs")));
    this.journal = new Journal(home);
    this.operations = new Operations(world);
    var quota = new CoreQuota(world);
    var budgets = new Budgets(world);
    var rights = new Rights();
    this.control =
        new ControlApi(
            world.clock(),
            tokens,
            faults,
            journal,
            Stream.of(quota.control(), budgets.control(), rights.control())
                .flatMap(calls -> calls.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    this.arm = new ArmApi(world, tokens, operations, quota, budgets, rights);
    this.blobs = new BlobApi(world);
    this.mlflow = new MlflowApi(world, tokens);
    var python = new Python(settings, home.resolve("python"));
    this.jobs = new JobRunner(world, tokens, python, home.resolve("jobs"));
    this.scoring = new ScoringApi(world, tokens, operations, python);
    this.history = new RunHistoryApi(world, tokens, jobs);
    this.discovery = new DiscoveryApi(world, tokens, arm);
    this.artifacts = new ArtifactApi(world, tokens, mlflow);
    this.assets = new AssetUris(world, tokens);
    this.metrics = new MetricApi(world, tokens);
    this.events = new EventsApi(world);
    this.server =
        new HttpServer(home.resolve("tomcat"), settings.address(), settings.port(), this::handle);
    world.listensAt("http://%s:%d".formatted(settings.address(), server.port()));
    jobs.start();
    scoring.start();
    events.start();
  }

  /**
   * Starts one; when this returns it answers.
   *
   * @throws IllegalStateException with a sentence for people if another one uses the home, or
   *     something else the port
   */
  public static Emulator start(EmulatorSettings settings) {
    var lock = HomeLock.take(settings.home());
    try {
      return new Emulator(settings, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public URI address() {
    return URI.create(world.base());
  }

  public int port() {
    return server.port();
  }

  /** Stops answering. Jobs go on; the next emulator on this home takes them over. */
  @Override
  public void close() {
    server.close();
    jobs.close();
    scoring.close();
    events.close();
    lock.close();
  }

  /** All that is answered: by the resource manager, beside it, and to steer the emulator. */
  public List<Described> operations() {
    return Stream.<List<? extends Described>>of(
            arm.operations(),
            DiscoveryApi.ROUTES,
            RunHistoryApi.ROUTES,
            ArtifactApi.ROUTES,
            AssetUris.ROUTES,
            MetricApi.ROUTES,
            mlflow.routes(),
            BlobApi.routes(),
            ScoringApi.routes(),
            EventsApi.ROUTES,
            control.routes())
        .<Described>flatMap(List::stream)
        .toList();
  }

  private void handle(Exchange exchange) {
    refuseForeign(exchange);
    if (world.base().isEmpty()) {
      throw new AzureFailure(503, "ServerBusy", "The emulator is starting.");
    }
    if (events.serves(exchange)) {
      events.handle(exchange);
    } else if (control.serves(exchange)) {
      control.handle(exchange);
    } else {
      imitate(exchange);
    }
  }

  /** Web pages and other machines reach nothing, whatever name they give this machine. */
  private void refuseForeign(Exchange exchange) {
    var own = ":" + server.port();
    var host = exchange.header("Host").orElse("");
    if (!Set.of("127.0.0.1" + own, "localhost" + own, "[::1]" + own).contains(host)) {
      throw new AzureFailure(
          403,
          "ForeignHost",
          "The emulator answers to 127.0.0.1%s and localhost%s only, not to '%s'."
              .formatted(own, own, host));
    }
    if (exchange.header("Origin").isPresent()) {
      throw new AzureFailure(403, "ForeignOrigin", "The emulator answers to no web page.");
    }
  }

  private void imitate(Exchange exchange) {
    var fault = faults.next(exchange);
    if (fault.isEmpty() || !goesWrongBefore(fault.get(), exchange)) {
      work(exchange, fault);
    }
    journal.add(world.clock().now(), exchange, exchange.status());
    fault.ifPresent(Faults::after);
  }

  private boolean goesWrongBefore(Fault fault, Exchange exchange) {
    try {
      return Faults.before(fault, exchange);
    } catch (BrokenConnection broken) {
      journal.add(world.clock().now(), exchange, UNANSWERED);
      throw broken;
    }
  }

  private void work(Exchange exchange, Optional<Fault> fault) {
    operations.with(fault);
    try {
      route(exchange);
    } catch (AzureFailure failure) {
      exchange.fail(failure);
    } catch (RuntimeException e) {
      log.error("{} {} failed", exchange.method(), exchange.rawPath(), e);
      exchange.fail(new AzureFailure(500, "InternalServerError", "The emulator failed: " + e));
    } finally {
      operations.with(Optional.empty());
    }
  }

  private void route(Exchange exchange) {
    if (arm.serves(exchange)) {
      resource(exchange);
    } else if (blobs.serves(exchange)) {
      blobs.handle(exchange);
    } else if (mlflow.serves(exchange)) {
      mlflow.handle(exchange);
    } else if (history.serves(exchange)) {
      history.handle(exchange);
    } else if (artifacts.serves(exchange)) {
      artifacts.handle(exchange);
    } else if (assets.serves(exchange)) {
      assets.handle(exchange);
    } else if (metrics.serves(exchange)) {
      metrics.handle(exchange);
    } else if (scoring.serves(exchange)) {
      scoring.handle(exchange);
    } else if (discovery.serves(exchange)) {
      discovery.handle(exchange);
    } else {
      throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private void resource(Exchange exchange) {
    if (READS.contains(exchange.method())) {
      arm.handle(exchange);
      return;
    }
    world.exclusively(
        () -> {
          arm.handle(exchange);
          return true;
        });
    jobs.look();
    scoring.look();
  }
}
