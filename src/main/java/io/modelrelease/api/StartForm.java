package io.modelrelease.api;

import io.modelrelease.devops.Callbacks;
import io.modelrelease.release.StartRequest;
import io.modelrelease.security.StartRights;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/**
 * Reads what somebody asks for at {@code POST /api/releases} and {@code POST /api/checks}, and says
 * all that is wrong with it.
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
  private static final List<String> PROCESSES = StartRights.PROCESSES;

  /** Azure ML's rule for names of assets, as long as the ledger keeps them. */
  static final Predicate<String> MODEL = form("[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}");

  static final String MODEL_FORM =
      "a name of 1 to 128 letters, digits, - and _, a letter or digit first";

  private static final Predicate<String> COMMIT = form("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");

  /** The length that a database counts in UTF-16, too. */
  private static final Predicate<String> PERSON =
      form("[^\\p{C}\\p{Z}]([^\\p{C}]*[^\\p{C}\\p{Z}])?").and(text -> text.length() <= 254);

  private static final String PERSON_FORM =
      " of 1 to 254 characters on one line, without blanks around it";
  private static final Predicate<String> KEY = form("[\\x21-\\x7e]{1,200}");
  private static final Predicate<String> RUN = form("https?://[\\x21-\\x7e]{1,1992}");

  /** What is asked for. */
  enum Purpose {
    START,
    /** Before there is a commit, and of nothing that would be there twice. */
    CHECK
  }

  private final Caller caller;
  private final JsonFields fields;
  private final Purpose purpose;
  private final Callbacks callbacks;

  private StartForm(Caller caller, JsonFields fields, Purpose purpose, Callbacks callbacks) {
    this.caller = caller;
    this.fields = fields;
    this.purpose = purpose;
    this.callbacks = callbacks;
  }

  private static Predicate<String> form(String pattern) {
    return Pattern.compile(pattern).asMatchPredicate();
  }

  /**
   * @param part the JSON's in an upload, or {@link JsonFields#BODY}
   * @param key the header Idempotency-Key
   * @throws InvalidRequestException 400 with every fault, or 403 for what this caller may not
   */
  static StartRequest read(
      Purpose purpose,
      Caller caller,
      InputStream json,
      String part,
      Optional<byte[]> archive,
      Optional<String> key,
      Callbacks callbacks) {
    return new StartForm(caller, JsonFields.read(json, part, FIELDS), purpose, callbacks)
        .request(archive, key);
  }

  /** Reads the JSON of a request without a project. */
  static StartRequest json(
      Purpose purpose, Caller caller, InputStream body, Optional<String> key, Callbacks callbacks) {
    return read(purpose, caller, body, JsonFields.BODY, Optional.empty(), key, callbacks);
  }

  /** Reads an upload. */
  static StartRequest upload(
      Purpose purpose,
      Caller caller,
      HttpServletRequest request,
      Optional<String> key,
      Callbacks callbacks)
      throws IOException, ServletException {
    var parts = StartParts.of(request.getParts());
    return read(
        purpose,
        caller,
        parts.release(),
        StartParts.RELEASE,
        Optional.of(parts.project()),
        key,
        callbacks);
  }

  private StartRequest request(Optional<byte[]> archive, Optional<String> key) {
    var model = model();
    var process = process();
    var commit = fields.text("commit", COMMIT, "the full id of a commit, 40 or 64 hex digits");
    var author = fields.text("author", PERSON, "an e-mail address or name" + PERSON_FORM);
    var requestedBy =
        fields.text("requestedBy", PERSON, "an e-mail address or user id" + PERSON_FORM);
    var attempt = fields.count("attempt");
    var modelVersion = fields.count("modelVersion");
    var devops = fields.object("devops", Set.of("callback", "run"));
    var callback = devops.flatMap(this::callback);
    devops.ifPresent(
        sent ->
            sent.text(
                "run",
                RUN,
                "the http or https address of a pipeline run, 2,000 characters at most, no blanks"));

    if (purpose == Purpose.START
        && process.equals(StartRequest.WHOLE_RELEASE)
        && !fields.has("commit")) {
      fields.fault("commit", "commit is missing: the full id of the commit to release.");
    }
    checkKey(process, key);
    checkVersion(process, modelVersion);
    checkArchive(process, archive);
    if (!fields.faults().isEmpty()) {
      throw new InvalidRequestException(HttpStatus.BAD_REQUEST, fields.faults());
    }
    if (!caller.mayStart(process)) {
      throw new InvalidRequestException(
          HttpStatus.FORBIDDEN, "process", StartRights.refusal(caller.name(), process));
    }
    if (requestedBy.filter(name -> !name.equals(caller.name())).isPresent()
        && !caller.mayNameAnother()) {
      throw new InvalidRequestException(
          HttpStatus.FORBIDDEN,
          "requestedBy",
          "requestedBy is %s, and you are %s: only pipelines and admin name somebody else."
              .formatted(FieldFault.shown(requestedBy.get()), caller.name()));
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
        devops.map(JsonFields::json),
        callback,
        caller.keyOwner(),
        caller.mayPassFreeze());
  }

  /** Sealed; nothing else of it, least of all its token, goes on. */
  private Optional<String> callback(JsonFields devops) {
    var reading =
        devops
            .opaque("callback", "the object that the agentless REST task sends")
            .map(callbacks::read);
    devops.remove("callback");
    reading.ifPresent(
        read ->
            read.faults()
                .forEach(
                    (field, fault) ->
                        devops.fault(
                            "callback." + field,
                            "devops.callback.%s %s.".formatted(field, fault))));
    return reading.flatMap(Callbacks.Reading::sealed);
  }

  private String model() {
    if (!fields.has("model")) {
      fields.fault("model", "model is missing: %s.".formatted(MODEL_FORM));
    }
    return fields.text("model", MODEL, MODEL_FORM).orElse("");
  }

  private String process() {
    return fields.has("process")
        ? fields
            .text("process", PROCESSES::contains, "one of " + String.join(", ", PROCESSES))
            .orElse("")
        : StartRequest.WHOLE_RELEASE;
  }

  private void checkKey(String process, Optional<String> key) {
    var needed = purpose == Purpose.START && (isStep(process) || process.equals(TRAINING));
    if (key.map(KEY::test).orElse(!needed)) {
      return;
    }
    fields.fault(
        IDEMPOTENCY_KEY,
        key.map(sent -> "%s is \"%s\"; expected".formatted(IDEMPOTENCY_KEY, FieldFault.shown(sent)))
                .orElse(
                    "The header %s is missing, which %s needs when it is started alone:"
                        .formatted(IDEMPOTENCY_KEY, process))
            + " 1 to 200 visible ASCII characters, the same when the same start is asked for again"
            + " (pipelines: build id and stage attempt).");
  }

  /** Works on a version that exists; nothing is known of a process that does not. */
  private static boolean isStep(String process) {
    return PROCESSES.indexOf(process) > PROCESSES.indexOf(TRAINING);
  }

  private void checkVersion(String process, Optional<Integer> version) {
    if (isStep(process) && !fields.has("modelVersion")) {
      fields.fault(
          "modelVersion",
          "modelVersion is missing: the version that %s works on.".formatted(process));
    } else if (!isStep(process) && !process.isEmpty() && version.isPresent()) {
      fields.fault(
          "modelVersion",
          "%s gives its model a new version: leave modelVersion out.".formatted(process));
    }
  }

  private void checkArchive(String process, Optional<byte[]> archive) {
    if (isStep(process) && archive.isPresent()) {
      fields.fault(
          StartParts.PROJECT,
          "%s works with the project that its version was trained with: leave the part project out, and send the JSON alone (Content-Type: application/json)."
              .formatted(process));
    }
  }
}
