package io.modelrelease.watch;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The web hook for Event Grid, in the schema of Event Grid and of CloudEvents, with the handshake
 * of each ("Webhook event delivery", "Endpoint validation with CloudEvents schema"). No address
 * that a request names is ever fetched: the code is answered at once.
 *
 * <p>200 it was taken (known or not) · 400 no JSON · 401 neither secret nor token · 404 shut · 413
 * too large · 429 too many. An event changes nothing by itself: the watcher looks at what waits.
 */
@RestController
class EventsController {
  static final String PATH = "/api/events/azureml";
  private static final String SECRET_HEADER = "X-Event-Secret";
  private static final String SECRET_PARAMETER = "code";
  private static final String ORIGIN = "WebHook-Request-Origin";
  private static final int RETRY_SECONDS = 10;

  private final EventSettings settings;
  private final EventSender sender;
  private final EventReader reader;
  private final Consumer<Hint> watching;

  EventsController(
      EventSettings settings, EventSender sender, EventReader reader, Consumer<Hint> watching) {
    this.settings = settings;
    this.sender = sender;
    this.reader = reader;
    this.watching = watching;
  }

  @RequestMapping(path = PATH, method = RequestMethod.OPTIONS)
  ResponseEntity<?> agree(HttpServletRequest request) {
    var refusal = refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var origin = Optional.ofNullable(request.getHeader(ORIGIN)).orElse("");
    if (!origin.matches("[A-Za-z0-9.-]{1,100}")) {
      return problem(HttpStatus.BAD_REQUEST, ORIGIN + " names who wants to send events.");
    }
    return ResponseEntity.ok()
        .header("WebHook-Allowed-Origin", origin)
        .header("WebHook-Allowed-Rate", Integer.toString(settings.perMinute()))
        .header(HttpHeaders.ALLOW, "POST, OPTIONS")
        .build();
  }

  @PostMapping(PATH)
  ResponseEntity<?> receive(HttpServletRequest request) throws IOException {
    var refusal = refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var limit = (int) settings.largest().toBytes();
    if (request.getContentLengthLong() > limit) {
      return tooLarge();
    }
    var body = request.getInputStream().readNBytes(limit + 1);
    if (body.length > limit) {
      return tooLarge();
    }
    try {
      var events = reader.events(body);
      if (events.size() > settings.mostEvents()) {
        return tooLarge();
      }
      for (var event : events) {
        var code = EventReader.validationCode(event);
        if (code.isPresent()) {
          return ResponseEntity.ok(Map.of("validationResponse", code.get()));
        }
        reader.hints(event).forEach(watching);
      }
      return ResponseEntity.ok().build();
    } catch (IOException e) {
      return problem(HttpStatus.BAD_REQUEST, "The body is no list of events in JSON.");
    }
  }

  private Optional<ResponseEntity<?>> refusal(HttpServletRequest request) {
    if (!settings.on()) {
      return Optional.of(
          problem(
              HttpStatus.NOT_FOUND,
              "Events are not taken here: modelrelease.watch.events.secret or .entra is not set."));
    }
    var verdict =
        sender.judge(
            secrets(request), Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)));
    return switch (verdict) {
      case WELCOME -> Optional.empty();
      case STRANGER ->
          Optional.of(
              problem(
                  HttpStatus.UNAUTHORIZED,
                  "Send the secret as the query parameter code or the header X-Event-Secret, or"
                      + " Event Grid's token for this application."));
      case TOO_MANY ->
          Optional.of(
              ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                  .header(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS))
                  .body(
                      ProblemDetail.forStatusAndDetail(
                          HttpStatus.TOO_MANY_REQUESTS, "Too many deliveries, try again later.")));
    };
  }

  /** Of the query alone: parameters of a form would be read from the body. */
  private static List<String> secrets(HttpServletRequest request) {
    var secrets = new ArrayList<String>();
    Optional.ofNullable(request.getHeader(SECRET_HEADER)).ifPresent(secrets::add);
    try {
      UriComponentsBuilder.newInstance()
          .query(request.getQueryString())
          .build()
          .getQueryParams()
          .getOrDefault(SECRET_PARAMETER, List.of())
          .stream()
          .filter(java.util.Objects::nonNull)
          .map(code -> java.net.URLDecoder.decode(code, java.nio.charset.StandardCharsets.UTF_8))
          .forEach(secrets::add);
    } catch (IllegalArgumentException e) {
      // a broken escape is no secret of ours
    }
    return secrets;
  }

  private static ResponseEntity<?> tooLarge() {
    return problem(
        HttpStatus.PAYLOAD_TOO_LARGE,
        "The delivery is larger, or has more events, than is taken here: set a smaller batch at the"
            + " event subscription.");
  }

  private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
    return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
  }
}
