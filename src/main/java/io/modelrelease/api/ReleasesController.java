package io.modelrelease.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.api.StartForm.Purpose;
import io.modelrelease.devops.Callbacks;
import io.modelrelease.release.ReleaseView;
import io.modelrelease.release.Releases;
import io.modelrelease.release.StartRequest;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/releases}. */
@RestController
@RequestMapping(path = "/api/releases", produces = MediaType.APPLICATION_JSON_VALUE)
class ReleasesController {
  private static final int LARGEST_PAGE = 200;
  private static final String STOPPED = "stopped";

  private final Releases releases;
  private final Callbacks callbacks;

  ReleasesController(Releases releases, Callbacks callbacks) {
    this.releases = releases;
    this.callbacks = callbacks;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<ReleaseView> start(
      HttpServletRequest request,
      @RequestHeader(StartForm.IDEMPOTENCY_KEY) Optional<String> key,
      Authentication authentication)
      throws IOException {
    return start(
        StartForm.json(
            Purpose.START,
            Caller.starting(authentication),
            request.getInputStream(),
            key,
            callbacks));
  }

  @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  ResponseEntity<ReleaseView> startUploaded(
      HttpServletRequest request,
      @RequestHeader(StartForm.IDEMPOTENCY_KEY) Optional<String> key,
      Authentication authentication)
      throws IOException, ServletException {
    return start(
        StartForm.upload(Purpose.START, Caller.starting(authentication), request, key, callbacks));
  }

  private ResponseEntity<ReleaseView> start(StartRequest request) {
    var started = releases.start(request);
    var address = URI.create("/api/releases/" + started.release().id());
    return ResponseEntity.status(started.created() ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .location(address)
        .body(started.release());
  }

  @GetMapping
  ReleaseView.Page list(
      @RequestParam Optional<String> model,
      @RequestParam Optional<String> state,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "20") int size) {
    refuseUnless(
        model.map(StartForm.MODEL::test).orElse(true),
        "model",
        model.orElse(""),
        StartForm.MODEL_FORM);
    refuseUnless(
        state.map(ReleaseView.STATES::contains).orElse(true),
        "state",
        state.orElse(""),
        "one of " + String.join(", ", ReleaseView.STATES));
    refuseUnless(page >= 0, "page", page, "a whole number from 0");
    refuseUnless(
        size >= 1 && size <= LARGEST_PAGE,
        "size",
        size,
        "a whole number from 1 to " + LARGEST_PAGE);
    return releases.list(model, state, page, size);
  }

  private static void refuseUnless(boolean right, String field, Object sent, String expected) {
    if (!right) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST,
          field,
          "%s is %s; expected %s.".formatted(field, FieldFault.shown(sent.toString()), expected));
    }
  }

  @GetMapping("/{id}")
  ReleaseView find(@PathVariable String id) {
    return releases.find(id).orElseThrow(() -> new UnknownReleaseException(id));
  }

  @GetMapping("/{id}/dossier")
  JsonNode dossier(@PathVariable String id) {
    return releases.dossier(id).orElseThrow(() -> new UnknownReleaseException(id));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<ReleaseView> stop(@PathVariable String id, Authentication authentication) {
    var caller = Caller.of(authentication);
    var before = find(id);
    if (!caller.mayStopAnything() && !releases.askedBy(id, caller.name())) {
      throw new DeniedException(
          "%s may not stop %s: who asked for it, operators and admin may."
              .formatted(caller.name(), id));
    }
    var release =
        releases.stop(id, caller.name()).orElseThrow(() -> new UnknownReleaseException(id));
    if (release.endedAt() != null && !release.state().equals(STOPPED)) {
      throw new OverException(release);
    }
    // what has nothing to undo is stopped before this is answered
    return ResponseEntity.status(before.endedAt() == null ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .body(release);
  }
}
