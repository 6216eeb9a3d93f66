package io.modelrelease.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import org.springframework.stereotype.Component;

/**
 * The ledger of one release in readable form: what was asked, trained, measured, decided, written,
 * and by whom. Times are ISO 8601 in UTC; numbers that are none (NaN) are text.
 */
@Component
public class Dossier {
  private final ObjectMapper json;
  private final Ledger ledger;
  private final Versions versions;
  private final Evidence evidence;
  private final Approvals approvals;
  private final Operations operations;
  private final Endpoints endpoints;

  Dossier(
      ObjectMapper json,
      Ledger ledger,
      Versions versions,
      Evidence evidence,
      Approvals approvals,
      Operations operations,
      Endpoints endpoints) {
    this.json = json;
    this.ledger = ledger;
    this.versions = versions;
    this.evidence = evidence;
    this.approvals = approvals;
    this.operations = operations;
    this.endpoints = endpoints;
  }

  /** The dossier of a release, empty when there is none of that id. */
  public Optional<JsonNode> of(String releaseId) {
    return ledger.find(releaseId).map(this::write);
  }

  private JsonNode write(ReleaseRecord release) {
    var dossier = json.createObjectNode();
    dossier.put("id", release.id()).put("process", release.process());
    dossier.put("model", release.model()).put("modelVersion", release.modelVersion());
    var asked = dossier.putObject("asked");
    asked.put("requestedBy", release.requestedBy()).put("caller", release.caller());
    release.author().ifPresent(author -> asked.put("author", author));
    release.commit().ifPresent(commit -> asked.put("commit", commit));
    asked.put("attempt", release.attempt()).put("at", release.startedAt().toString());
    asked.put("projectDigest", release.projectDigest());

    var candidate = dossier.putObject("candidate");
    versions
        .find(release.model(), release.modelVersion())
        .ifPresent(version -> candidate(candidate, version));
    measurements(dossier.putObject("evaluation"), release.id(), Evidence.EVALUATION);
    gate(dossier.putArray("qualityGate"), release.id(), "quality-gate");
    measurements(dossier.putObject("stagingTests"), release.id(), Evidence.STAGING);
    gate(dossier.putArray("stagingGate"), release.id(), "staging-gate");
    approvals(dossier.putArray("approvals"), release);
    measurements(dossier.putObject("production"), release.id(), Evidence.PRODUCTION);
    endpoints(dossier.putArray("endpoints"), release.id());
    operations(dossier.putArray("operations"), release.id());
    events(dossier.putArray("events"), release.id());

    var end = dossier.putObject("end");
    release.liveAt().ifPresent(at -> end.put("liveAt", at.toString()));
    release.stoppingAt().ifPresent(at -> end.put("stoppingAt", at.toString()));
    release.endedAt().ifPresent(at -> end.put("endedAt", at.toString()));
    release.outcome().ifPresent(outcome -> end.put("outcome", outcome));
    release.endEvent().ifPresent(event -> end.put("endEvent", event));
    release.reason().ifPresent(reason -> end.put("reason", reason));
    return dossier;
  }

  private void candidate(ObjectNode node, VersionRecord version) {
    node.put("version", version.version()).put("trainedBy", version.releaseId());
    version.digest().ifPresent(digest -> node.put("digest", digest));
    version.comparison().ifPresent(comparison -> node.put("comparison", comparison));
    if (version.champion().isPresent()) {
      node.put("champion", version.champion().getAsInt());
    }
    if (version.approvalsNeeded().isPresent()) {
      node.put("approvalsNeeded", version.approvalsNeeded().getAsInt());
    }
    version.fingerprintFrom().ifPresent(from -> node.put("fingerprintFrom", from));
    version
        .fingerprint()
        .ifPresent(csv -> node.put("fingerprintRows", csv.lines().skip(1).count()));
  }

  private void measurements(ObjectNode node, String releaseId, String source) {
    evidence.measurements(releaseId, source).forEach((metric, value) -> put(node, metric, value));
  }

  private void gate(ArrayNode results, String releaseId, String gate) {
    for (var result : evidence.gateResults(releaseId, gate)) {
      var node = results.addObject();
      node.put("metric", result.metric()).put("passed", result.passed());
      node.put("sentence", result.sentence()).put("requirement", result.requirement());
      put(node, "candidate", result.candidate());
      put(node, "champion", result.champion());
      result.tableVersion().ifPresent(version -> node.put("tableVersion", version));
      result.ruleId().ifPresent(rule -> node.put("rule", rule));
    }
  }

  private void approvals(ArrayNode decisions, ReleaseRecord release) {
    // a single step goes by what was decided in the release that trained its version
    var decidedIn =
        versions
            .find(release.model(), release.modelVersion())
            .map(VersionRecord::releaseId)
            .orElse(release.id());
    for (var approval : approvals.of(decidedIn)) {
      var node = decisions.addObject();
      node.put("person", approval.person()).put("decision", approval.decision());
      approval.reason().ifPresent(reason -> node.put("reason", reason));
      node.put("digest", approval.digest()).put("at", approval.decidedAt().toString());
    }
  }

  private void endpoints(ArrayNode records, String releaseId) {
    for (var record : endpoints.of(releaseId)) {
      var node = records.addObject();
      node.put("kind", record.kind()).put("endpoint", record.endpoint());
      node.put("existed", record.existed());
      node.set("before", Rows.json(record.shown()));
      record.wrote().ifPresent(wrote -> node.set("wrote", Rows.json(wrote)));
      record.restoredAt().ifPresent(at -> node.put("restoredAt", at.toString()));
    }
  }

  private void operations(ArrayNode records, String releaseId) {
    for (var operation : operations.of(releaseId)) {
      var node = records.addObject();
      node.put("operation", operation.operation()).put("environment", operation.environment());
      node.put("round", operation.round()).put("state", operation.state());
      node.set("resources", json.valueToTree(operation.resources()));
      operation
          .failure()
          .ifPresent(
              failure -> {
                if (operation.waiting()) {
                  node.put("waitsFor", failure);
                } else {
                  node.set("failure", Rows.json(failure));
                }
              });
      node.put("begunAt", operation.begunAt().toString());
      operation.endedAt().ifPresent(at -> node.put("endedAt", at.toString()));
    }
  }

  private void events(ArrayNode story, String releaseId) {
    for (var event : evidence.events(releaseId)) {
      story
          .addObject()
          .put("at", event.at().toString())
          .put("who", event.who())
          .put("what", event.what());
    }
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent()) {
      put(node, name, value.getAsDouble());
    }
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.put(name, Double.toString(value));
    }
  }
}
