package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.ModelFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A Python process that holds a model or a scoring script and answers, a line of JSON for a line of
 * JSON. It ends when its input is closed: also when the emulator is killed.
 */
final class PythonServer implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final int LAST_LINES = 20;

  private final Process process;
  private final Writer orders;
  private final Semaphore slots;
  private final Consumer<String> log;
  private final AtomicLong number = new AtomicLong();
  private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
  private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final Deque<String> said = new ArrayDeque<>();

  private PythonServer(Process process, int threads, Consumer<String> log) {
    this.process = process;
    this.orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.slots = new Semaphore(threads, true);
    this.log = log;
  }

  /**
   * Starts one; when this returns it answers.
   *
   * @param threads so many orders at a time
   * @param log takes what the process prints
   * @throws ModelFailure it does not come up: an import that is missing, an init() that raises; the
   *     message ends with Python's own words
   */
  static PythonServer start(ProcessBuilder builder, int threads, Consumer<String> log) {
    try {
      var server = new PythonServer(builder.start(), threads, log);
      var printed =
          server.follow(
              "prints", server.process.errorReader(StandardCharsets.UTF_8), server::print);
      server.follow("answers", server.answers(), server::answer);
      server.awaitReady(printed);
      return server;
    } catch (IOException e) {
      throw new ModelFailure("Python cannot be started: " + e.getMessage(), e);
    }
  }

  private BufferedReader answers() {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private Thread follow(String what, BufferedReader reader, Consumer<String> take) {
    var thread =
        new Thread(
            () -> {
              try (reader) {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                  take.accept(line);
                }
              } catch (IOException e) {
                log.accept("The process cannot be read any more: " + e.getMessage());
              }
              ended();
            },
            "emulator-python-" + what);
    thread.setDaemon(true);
    thread.setContextClassLoader(PythonServer.class.getClassLoader()); // not the request's
    thread.start();
    return thread;
  }

  private void print(String line) {
    synchronized (said) {
      said.add(line);
      if (said.size() > LAST_LINES) {
        said.remove();
      }
    }
    log.accept(line);
  }

  private void answer(String line) {
    try {
      var message = Exchange.JSON.readTree(line);
      if (message.has("ready")) {
        ready.complete(message);
      } else {
        var asked = waiting.remove(message.path("id").asLong());
        if (asked != null) {
          asked.complete(message);
        }
      }
    } catch (IOException e) {
      log.accept("Not understood: " + line);
    }
  }

  private void ended() {
    var gone = new IllegalStateException("The process ended.");
    ready.completeExceptionally(gone);
    waiting.values().forEach(asked -> asked.completeExceptionally(gone));
  }

  private void awaitReady(Thread printed) {
    try {
      var message = ready.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
      if (!message.path("ready").asBoolean()) {
        throw new ModelFailure(message.path("error").asText());
      }
    } catch (ExecutionException e) {
      throw new ModelFailure("The Python process ended: " + lastWords(printed), e);
    } catch (TimeoutException e) {
      close();
      throw new ModelFailure(
          "The Python process was not ready after %d seconds.".formatted(LONGEST_START.toSeconds()),
          e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new ModelFailure("The emulator ends.", e);
    }
  }

  private String lastWords(Thread printed) throws ModelFailure {
    try {
      printed.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (said) {
      return said.isEmpty() ? "it said nothing" : String.join(" ", said);
    }
  }

  boolean isAlive() {
    return process.isAlive() && !ready.isCompletedExceptionally();
  }

  /**
   * The result of an order.
   *
   * @param wait for a free slot
   * @param timeout for the answer; the process is ended after it, as nothing else stops the script
   * @throws AzureFailure 429 no slot in time, 408 no answer in time
   * @throws ModelFailure it raised
   */
  JsonNode ask(ObjectNode order, Duration wait, Duration timeout) {
    try {
      if (!slots.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AzureFailure(
            429,
            "TooManyRequests",
            "Too many pending requests: the deployment is at work on as many as it takes.");
      }
      try {
        return answer(order, timeout);
      } finally {
        slots.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelFailure("The emulator ends.", e);
    }
  }

  private JsonNode answer(ObjectNode order, Duration timeout) throws InterruptedException {
    var id = number.incrementAndGet();
    var asked = new CompletableFuture<JsonNode>();
    waiting.put(id, asked);
    try {
      synchronized (orders) {
        orders.write(order.put("id", id) + "\n");
        orders.flush();
      }
      var message = asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (message.has("error")) {
        throw new ModelFailure(message.path("error").asText());
      }
      return message.path("result");
    } catch (TimeoutException e) {
      close();
      throw new AzureFailure(
          408, "RequestTimeout", "The request took longer than %s.".formatted(timeout));
    } catch (ExecutionException | IOException e) {
      throw new ModelFailure("The scoring process ended while it was asked.", e);
    } finally {
      waiting.remove(id);
    }
  }

  /** Ends the process with all that it started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
