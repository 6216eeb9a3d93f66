package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.Commands;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.arm.ServedModel;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.ModelFailure;
import io.modelrelease.emulator.model.ServerLog;
import io.modelrelease.emulator.python.Python;
import io.modelrelease.emulator.python.PythonProcess;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Python processes behind deployments, one a deployment: started before the deployment is
 * Succeeded, started again at the next request when it died or the emulator was restarted, ended
 * with the deployment and with the emulator.
 */
final class PythonServers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PythonServers.class);
  private static final int STARTS = 2;

  private final World world;
  private final PythonProcess processes;
  private final Map<String, PythonServer> running = new ConcurrentHashMap<>();
  private final Set<String> starting = ConcurrentHashMap.newKeySet();
  private final ExecutorService starter =
      Executors.newFixedThreadPool(
          STARTS,
          task -> {
            var thread = new Thread(task, "emulator-python-starts");
            thread.setDaemon(true);
            thread.setContextClassLoader(PythonServers.class.getClassLoader());
            return thread;
          });

  PythonServers(World world, Python python) {
    this.world = world;
    this.processes = new PythonProcess(world, python);
  }

  /** Deployments may have come, or be gone. */
  void look() {
    var before = Set.copyOf(running.keySet()); // what comes meanwhile is not judged
    var needed = new HashSet<String>();
    for (var workspace : World.WORKSPACES) {
      for (var endpoint :
          world.store().children(Place.workspace(workspace).key("onlineEndpoints"))) {
        for (var key : world.store().children(endpoint + "/deployments")) {
          Resource.find(world, key)
              .ifPresent(
                  deployment -> {
                    ServedModel.all(deployment).forEach(model -> needed.add(model.id()));
                    if (deployment.isHeld() && starting.add(deployment.operationId())) {
                      starter.execute(() -> prepare(key, deployment.operationId()));
                    }
                  });
        }
      }
    }
    before.stream().filter(id -> !needed.contains(id)).forEach(this::end);
  }

  /** A deployment that is deleted is gone when its time has come, without a request. */
  void lookAgain() {
    if (!running.isEmpty()) {
      look();
    }
  }

  private void prepare(String key, String operation) {
    try {
      var deployment = Resource.find(world, key);
      if (deployment.isEmpty()) {
        return;
      }
      var model = ServedModel.coming(deployment.get());
      if (model.isEmpty()) {
        return;
      }
      try {
        of(model.get(), key);
        finish(key, operation, resource -> {});
      } catch (ModelFailure failure) {
        new ServerLog(world, key).add("ERROR", failure.getMessage());
        finish(key, operation, resource -> fail(resource, failure.getMessage()));
      }
    } catch (RuntimeException e) {
      log.error("The scoring server of {} cannot be started", key, e);
      finish(key, operation, resource -> fail(resource, "The emulator failed: " + e));
    } finally {
      starting.remove(operation);
    }
  }

  private void finish(String key, String operation, Consumer<Resource> change) {
    world.exclusively(
        () -> {
          Resource.find(world, key)
              .filter(found -> found.hasOperation(operation))
              .ifPresent(
                  found -> {
                    change.accept(found);
                    found.letGo();
                    found.save();
                  });
          return true;
        });
  }

  /** As the service reports a container that does not come up. */
  private static void fail(Resource deployment, String reason) {
    if (deployment.error().isEmpty()) {
      deployment.willFail(
          "ResourceNotReady",
          "User container has crashed or terminated. Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-resourcenotready (%s)"
              .formatted(reason));
    }
  }

  /**
   * The process that serves a model, which is started if it does not run.
   *
   * @throws ModelFailure it does not come up
   */
  PythonServer of(ServedModel model, String deployment) {
    var alive = running.get(model.id());
    if (alive != null && alive.isAlive()) {
      return alive;
    }
    synchronized (this) {
      var again = running.get(model.id());
      if (again != null && again.isAlive()) {
        return again;
      }
      var server = start(model, deployment);
      running.put(model.id(), server);
      return server;
    }
  }

  private PythonServer start(ServedModel model, String deployment) {
    var serverLog = new ServerLog(world, deployment);
    serverLog.add("INFO", "Starting the scoring server with this machine's Python");
    return start(model, model.id(), false, line -> serverLog.add("INFO", line));
  }

  /** One for a batch job, which ends it. */
  PythonServer forBatch(ServedModel model, String job, Consumer<String> lines) {
    return start(model, "batch-" + job, true, lines);
  }

  private PythonServer start(
      ServedModel model, String name, boolean batch, Consumer<String> lines) {
    if (world.settings().commands() != Commands.ANY) {
      throw new ModelFailure(
          "It is served by Python, and this emulator runs nobody's code: set modelrelease.emulator.commands=any to let it run with your rights.");
    }
    var threads = batch ? 1 : model.program().path("threads").asInt(1);
    return PythonServer.start(processes.prepare(model, name, batch, threads), threads, lines);
  }

  /** What a scoring script answers to a request's body. */
  JsonNode score(ServedModel model, String deployment, String body) {
    return ask(
        model, deployment, Exchange.JSON.createObjectNode().put("call", "score").put("body", body));
  }

  /** What a python_function answers for rows. */
  JsonNode predict(
      ServedModel model, String deployment, List<String> columns, List<List<Object>> rows) {
    return ask(model, deployment, Orders.predict(columns, rows));
  }

  private JsonNode ask(ServedModel model, String deployment, ObjectNode order) {
    return of(model, deployment)
        .ask(order, duration(model, "wait", "PT0.5S"), duration(model, "timeout", "PT5S"));
  }

  static Duration duration(ServedModel model, String field, String otherwise) {
    return Duration.parse(model.program().path(field).asText(otherwise));
  }

  private void end(String id) {
    var server = running.remove(id);
    if (server != null) {
      server.close();
      processes.discard(id);
    }
  }

  void discardBatch(String job) {
    processes.discard("batch-" + job);
  }

  @Override
  public void close() {
    starter.shutdownNow();
    running.keySet().forEach(this::end);
  }
}
