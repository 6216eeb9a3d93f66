package io.modelrelease.api;

import io.modelrelease.api.StartForm.Purpose;
import io.modelrelease.devops.Callbacks;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/checks}: what a start at {@code /api/releases} with the same body would do and find.
 * A check may come before the commit, so that may be missing; it may be asked for any number of
 * times, so a step needs no Idempotency-Key.
 */
@RestController
@RequestMapping(path = "/api/checks", produces = MediaType.APPLICATION_JSON_VALUE)
class ChecksController {
  private final Checks checks;
  private final Callbacks callbacks;

  ChecksController(Checks checks, Callbacks callbacks) {
    this.checks = checks;
    this.callbacks = callbacks;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  CheckView check(
      HttpServletRequest request,
      @RequestHeader(StartForm.IDEMPOTENCY_KEY) Optional<String> key,
      Authentication authentication)
      throws IOException {
    return checks.of(
        StartForm.json(
            Purpose.CHECK,
            Caller.checking(authentication),
            request.getInputStream(),
            key,
            callbacks));
  }

  @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  CheckView checkUploaded(
      HttpServletRequest request,
      @RequestHeader(StartForm.IDEMPOTENCY_KEY) Optional<String> key,
      Authentication authentication)
      throws IOException, ServletException {
    return checks.of(
        StartForm.upload(Purpose.CHECK, Caller.checking(authentication), request, key, callbacks));
  }
}
