package io.modelrelease.release.approval;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.GateResult;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.release.ReleaseCase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;
import org.springframework.stereotype.Component;

/** What an approver sees: what changed, candidate beside champion, each requirement in words. */
@Component
class Review {
  private static final int SHORT_COMMIT = 10;
  private static final MathContext DIGITS = new MathContext(4);

  private final ObjectMapper json;
  private final Evidence evidence;

  Review(ObjectMapper json, Evidence evidence) {
    this.json = json;
    this.evidence = evidence;
  }

  ObjectNode of(ReleaseCase release, int approvals) {
    var review = json.createObjectNode();
    review.put("release", release.id()).put("model", release.model());
    review.put("version", release.version());
    review.put(
        "commit",
        release
            .release()
            .commit()
            .map(commit -> commit.substring(0, Math.min(SHORT_COMMIT, commit.length())))
            .orElse("-"));
    review.put("author", release.release().author().orElse("-"));
    review.put("requestedBy", release.release().requestedBy());
    review.put("dossier", "/api/releases/" + release.id() + "/dossier");
    review.put("summary", summary(release.candidate()));
    review.put(
        "approvals",
        approvals == 1 ? "One approval is needed." : approvals + " approvals are needed.");
    results(review.putArray("comparison"), release, "quality-gate");
    results(review.putArray("staging"), release, "staging-gate");
    var tests = review.putArray("tests");
    evidence
        .measurements(release.id(), Evidence.STAGING)
        .forEach((test, value) -> tests.addObject().put("test", test).put("value", number(value)));
    notes(review.putArray("notes"), release);
    return review;
  }

  private static String summary(VersionRecord candidate) {
    var comparison = candidate.comparison().orElse(VersionRecord.IMPOSSIBLE);
    return switch (comparison) {
      case VersionRecord.COMPARED ->
          "Version %d is to replace version %d, measured on the same test rows."
              .formatted(candidate.version(), candidate.champion().orElse(0));
      case VersionRecord.FIRST ->
          "Version %d is the first: nothing serves production yet, so it is compared with nothing."
              .formatted(candidate.version());
      default ->
          "No comparison possible: the model in production was not or could not be measured on these rows.";
    };
  }

  private void results(ArrayNode rows, ReleaseCase release, String gate) {
    for (GateResult result : evidence.gateResults(release.id(), gate)) {
      rows.addObject()
          .put("metric", result.metric())
          .put("candidate", number(result.candidate()))
          .put("champion", number(result.champion()))
          .put("difference", difference(result))
          .put("passed", result.passed())
          .put("sentence", result.sentence());
    }
  }

  private void notes(ArrayNode notes, ReleaseCase release) {
    if (release.candidate().fingerprintFrom().filter("staging-online"::equals).isPresent()) {
      notes.add(
          "The project has no evaluation job: its metrics are the training job's, and the answers"
              + " that production must give again are those of the staging endpoint.");
    }
    if (release.project().online().isEmpty()) {
      notes.add("The model has no online endpoint: that half was skipped.");
    }
    if (release.project().batch().isEmpty()) {
      notes.add("The model has no batch endpoint: that half was skipped.");
    }
  }

  /** The candidate's number less the champion's. */
  private static String difference(GateResult result) {
    if (result.candidate().isEmpty() || result.champion().isEmpty()) {
      return "-";
    }
    var difference = result.candidate().getAsDouble() - result.champion().getAsDouble();
    return (difference > 0 ? "+" : "") + number(difference);
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "-";
  }

  /** Four significant digits, all before the point; small ones with a power of ten. */
  private static String number(double value) {
    if (value != 0 && Math.abs(value) < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
