package io.modelrelease.api;

import io.modelrelease.release.StartRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/**
 * Reads what somebody asks for at {@code POST /api/releases}, and says all that is wrong with it.
 */
final class StartForm {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final String TRAINING = "dev-model-training";
  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "commit",
          "author",
          "requestedBy",
          "process",
          "attempt",
          "modelVersion",
          "devops");
  private static final Set<String> PROCESSES =
      new LinkedHashSet<>(
          List.of(
              StartRequest.WHOLE_RELEASE,
              TRAINING,
              "stage-register-in-staging",
              "stage-online-endpoint",
              "stage-batch-endpoint",
              "stage-model-testing",
              "prod-register-in-production",
              "prod-online-endpoint",
              "prod-batch-endpoint"));

  /** Azure ML's rule for names of assets, as long as the ledger keeps them. */
  private static final Pattern MODEL = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");
  private static final Pattern PERSON = Pattern.compile("[^\\s\\p{Cntrl}][^\\p{Cntrl}]{0,253}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final Pattern RUN = Pattern.compile("https?://[\\x21-\\x7e]{1,2000}");
  private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);

  private final Caller caller;
  private final JsonFields fields;

  private StartForm(Caller caller, JsonFields fields) {
    this.caller = caller;
    this.fields = fields;
  }

  /**
   * @param part what the JSON is called in messages: {@code body}, or {@code release} of a
   *     multipart
   * @param key the header Idempotency-Key
   * @throws InvalidRequestException 400 with every fault, or 403 for what this caller may not
   */
  static StartRequest read(
      Caller caller, byte[] json, String part, Optional<byte[]> archive, Optional<String> key) {
    return new StartForm(caller, JsonFields.parse(json, part, FIELDS)).request(archive, key);
  }

  private StartRequest request(Optional<byte[]> archive, Optional<String> key) {
    var model =
        required("model", "a name of letters, digits, - and _ that begins with a letter or digit");
    var process = process();
    var commit = fields.text("commit", COMMIT, "the full id of a commit, 40 or 64 hex digits");
    var author = fields.text("author", PERSON, "an e-mail address or name of 1 to 254 characters");
    var requestedBy =
        fields.text("requestedBy", PERSON, "an e-mail address or user id of 1 to 254 characters");
    var attempt = fields.count("attempt");
    var modelVersion = fields.count("modelVersion");
    var devops = fields.object("devops", Set.of("callback", "run"));
    devops.ifPresent(
        sent -> {
          sent.opaque("callback");
          sent.text("run", RUN, "the http address of a pipeline run");
        });

    if (process.equals(StartRequest.WHOLE_RELEASE)) {
      if (!fields.has("commit")) {
        fields.fault("commit", "commit is missing: the full id of the commit to release.");
      }
    } else {
      checkKey(process, key);
    }
    checkVersion(process, modelVersion);
    checkArchive(process, archive);
    if (!fields.faults().isEmpty()) {
      throw new InvalidRequestException(HttpStatus.BAD_REQUEST, fields.faults());
    }
    if (!caller.mayStart(process)) {
      throw new InvalidRequestException(
          HttpStatus.FORBIDDEN,
          "process",
          "%s may not start %s.".formatted(caller.name(), process));
    }
    if (requestedBy.filter(name -> !name.equals(caller.name())).isPresent()
        && !caller.mayNameAnother()) {
      throw new InvalidRequestException(
          HttpStatus.FORBIDDEN,
          "requestedBy",
          "requestedBy is %s, and you are %s: only pipelines and admin name somebody else."
              .formatted(requestedBy.get(), caller.name()));
    }
    return new StartRequest(
        model,
        commit.map(id -> id.toLowerCase(Locale.ROOT)),
        author,
        requestedBy.orElse(caller.name()),
        caller.name(),
        process,
        attempt.orElse(1),
        modelVersion,
        key,
        archive,
        devops.map(JsonFields::json));
  }

  private String required(String field, String expected) {
    if (!fields.has(field)) {
      fields.fault(field, "%s is missing: %s.".formatted(field, expected));
      return "";
    }
    return fields.text(field, MODEL, expected).orElse("");
  }

  private String process() {
    var process = fields.text("process", ANY, "a text").orElse(StartRequest.WHOLE_RELEASE);
    if (!PROCESSES.contains(process)) {
      fields.fault(
          "process",
          "There is no process %s; there are %s."
              .formatted(
                  process.length() > 80 ? process.substring(0, 77) + "..." : process,
                  String.join(", ", PROCESSES)));
    }
    return process;
  }

  private void checkKey(String process, Optional<String> key) {
    if (key.filter(value -> KEY.matcher(value).matches()).isEmpty()) {
      fields.fault(
          IDEMPOTENCY_KEY,
          "%s started alone needs the header %s: 1 to 200 visible characters, the same when the same start is asked for again (pipelines: build id and attempt)."
              .formatted(process, IDEMPOTENCY_KEY));
    }
  }

  private void checkVersion(String process, Optional<Integer> version) {
    var allocated = process.equals(StartRequest.WHOLE_RELEASE) || process.equals(TRAINING);
    if (allocated && version.isPresent()) {
      fields.fault(
          "modelVersion",
          "%s gives its model a new version: leave modelVersion out.".formatted(process));
    } else if (!allocated && !fields.has("modelVersion") && PROCESSES.contains(process)) {
      fields.fault(
          "modelVersion",
          "modelVersion is missing: the version that %s works on.".formatted(process));
    }
  }

  private void checkArchive(String process, Optional<byte[]> archive) {
    var trains = process.equals(StartRequest.WHOLE_RELEASE) || process.equals(TRAINING);
    if (archive.isPresent() && !trains && PROCESSES.contains(process)) {
      fields.fault(
          "project",
          "%s works with the project that its version was trained with: leave the part project out."
              .formatted(process));
    }
  }
}
