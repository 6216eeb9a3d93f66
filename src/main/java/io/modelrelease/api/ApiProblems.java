package io.modelrelease.api;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.release.StartRefusedException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Everything that goes wrong at the REST door as a problem body (RFC 9457): {@code field} is the
 * first wrong field of the request, {@code errors} names them all.
 */
@RestControllerAdvice
class ApiProblems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ApiProblems.class);
  private static final String RETRY_AFTER = "10";

  @ExceptionHandler
  ResponseEntity<Object> invalid(InvalidRequestException e, WebRequest request) {
    return answer(e.status(), e.getMessage(), e.faults(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> refused(StartRefusedException e, WebRequest request) {
    var status =
        e.reason() == StartRefusedException.Reason.CONFLICT
            ? HttpStatus.CONFLICT
            : HttpStatus.BAD_REQUEST;
    var faults =
        e.faults().isEmpty()
            ? List.of(new FieldFault(e.field(), e.getMessage()))
            : e.faults().stream().map(fault -> new FieldFault(e.field(), fault)).toList();
    return answer(status, e.getMessage(), faults, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> unknown(UnknownReleaseException e, WebRequest request) {
    return answer(HttpStatus.NOT_FOUND, e.getMessage(), List.of(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> denied(DeniedException e, WebRequest request) {
    return answer(HttpStatus.FORBIDDEN, e.getMessage(), List.of(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> wrongType(MethodArgumentTypeMismatchException e, WebRequest request) {
    var message = "%s is %s; it is a whole number.".formatted(e.getName(), e.getValue());
    return answer(
        HttpStatus.BAD_REQUEST, message, List.of(new FieldFault(e.getName(), message)), request);
  }

  /** The start asks Azure which versions there are: without an answer nothing was kept. */
  @ExceptionHandler
  ResponseEntity<Object> azure(AzureException e, WebRequest request) {
    log.warn("A release could not be started: {}", e.getMessage());
    var answer =
        answer(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Azure Machine Learning could not be asked which versions of the model there are: %s Nothing was started, ask again."
                .formatted(e.words()),
            List.of(),
            request);
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
        .body(answer.getBody());
  }

  @ExceptionHandler
  ResponseEntity<Object> unexpected(RuntimeException e, WebRequest request) {
    var reference = UUID.randomUUID().toString();
    log.error("A request failed, reference {}", reference, e);
    return answer(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong here. The log of the application has it under %s."
            .formatted(reference),
        List.of(),
        request);
  }

  @Override
  protected ResponseEntity<Object> handleMaxUploadSizeExceededException(
      MaxUploadSizeExceededException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var message = "The upload is too large: a model project has 64 MB at most, packed.";
    return answer(
        HttpStatus.PAYLOAD_TOO_LARGE,
        message,
        List.of(new FieldFault("project", message)),
        request);
  }

  private ResponseEntity<Object> answer(
      HttpStatus status, String detail, List<FieldFault> faults, WebRequest request) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    if (!faults.isEmpty()) {
      problem.setProperty("field", faults.get(0).field());
      problem.setProperty("errors", faults);
    }
    return createResponseEntity(problem, new HttpHeaders(), status, request);
  }
}
