package io.modelrelease.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.AzureException;
import io.modelrelease.devops.Callbacks;
import io.modelrelease.release.Releases;
import io.modelrelease.release.StartRefusedException;
import io.modelrelease.release.StartRequest;
import io.modelrelease.release.Variables;
import io.modelrelease.security.EngineStart;
import io.modelrelease.security.EngineStarts;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.springframework.stereotype.Component;

/**
 * Starts by the engine's own REST API and in Tasklist: process variables stand for the fields of
 * {@code POST /api/releases}, {@code idempotencyKey} for its header. The business key is given
 * here, it is the release's id. What cannot be is refused in our words, by the exception that
 * Camunda's REST API turns into a status.
 */
@Component
class StartsAtTheEngine implements EngineStarts {
  private static final String KEY = "idempotencyKey";
  private static final Set<String> FIELDS =
      Set.of("model", "commit", "author", "requestedBy", "attempt", "modelVersion");

  private final Releases releases;
  private final Callbacks callbacks;
  private final ObjectMapper json;

  StartsAtTheEngine(Releases releases, Callbacks callbacks, ObjectMapper json) {
    this.releases = releases;
    this.callbacks = callbacks;
    this.json = json;
  }

  @Override
  public void started(EngineStart start) {
    try {
      var request = request(start);
      var started =
          releases.adopt(
              request,
              release -> {
                start.becomes(
                    release.id(),
                    Map.of(
                        Variables.MODEL.name(), release.model(),
                        Variables.MODEL_VERSION.name(), release.modelVersion()));
                return start.instanceId();
              });
      if (!started.created()) {
        throw repeated(request, started.release().id());
      }
    } catch (io.modelrelease.api.InvalidRequestException e) {
      throw refused(
          e.status().value(),
          e.faults().stream().map(FieldFault::message).collect(Collectors.joining(" ")));
    } catch (StartRefusedException e) {
      throw refused(
          ApiProblems.status(e).value(),
          Stream.concat(Stream.of(e.getMessage()), e.faults().stream())
              .collect(Collectors.joining(" ")));
    } catch (AzureException e) {
      throw refused(Status.SERVICE_UNAVAILABLE.getStatusCode(), ApiProblems.sentence(e));
    }
  }

  private StartRequest request(EngineStart start) {
    if (!start.businessKey().isEmpty()) {
      throw refused(
          Status.BAD_REQUEST.getStatusCode(),
          "The business key is %s: leave it out, it becomes the release's id. What makes two starts of a step the same is the variable %s."
              .formatted(FieldFault.shown(start.businessKey()), KEY));
    }
    if (!start.process().equals(StartRequest.WHOLE_RELEASE) && start.variables().get(KEY) == null) {
      throw refused(
          Status.BAD_REQUEST.getStatusCode(),
          "The variable %s is missing, which %s needs when it is started alone: a text that is the same when the same start is asked for again."
              .formatted(KEY, start.process()));
    }
    var fields = json.createObjectNode();
    start.variables().forEach((name, value) -> put(fields, name, value));
    fields.put("process", start.process());
    return StartForm.json(
        StartForm.Purpose.START,
        new Caller(start.person(), Set.copyOf(start.roles())),
        new ByteArrayInputStream(fields.toString().getBytes(StandardCharsets.UTF_8)),
        Optional.ofNullable(start.variables().get(KEY)).map(Object::toString),
        callbacks);
  }

  private void put(ObjectNode fields, String name, Object value) {
    if (name.equals(KEY) || value == null) {
      return;
    }
    if (!FIELDS.contains(name)) {
      throw refused(
          Status.BAD_REQUEST.getStatusCode(),
          "There is no variable %s at a start; there are %s and %s."
              .formatted(
                  FieldFault.shown(name),
                  FIELDS.stream().sorted().collect(Collectors.joining(", ")),
                  KEY));
    }
    fields.set(
        name,
        value instanceof String || value instanceof Number
            ? json.valueToTree(value)
            : json.createObjectNode()); // the form says what it expected
  }

  private static InvalidRequestException repeated(StartRequest request, String before) {
    return refused(
        Status.CONFLICT.getStatusCode(),
        "The same was asked for before: it is release %s (GET /api/releases/%1$s), and no second one was started. %s"
            .formatted(
                before,
                request.isWhole()
                    ? "A new try of the same commit needs a higher attempt."
                    : "Another start of the same step needs another %s.".formatted(KEY)));
  }

  private static InvalidRequestException refused(int status, String sentence) {
    return new InvalidRequestException(Status.fromStatusCode(status), sentence);
  }
}
