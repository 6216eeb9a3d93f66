package io.modelrelease.api;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.release.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Everything that goes wrong at the REST door as a problem body (RFC 9457): {@code field} is the
 * first wrong field of the request, {@code errors} names them all.
 */
@RestControllerAdvice
class ApiProblems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ApiProblems.class);
  private static final List<String> DOORS = List.of("/api", "/actuator");
  private static final String EVERYTHING = "/**";
  private static final String RETRY_AFTER = "10";

  /** More nobody reads. */
  private static final int MOST_FAULTS = 100;

  @ExceptionHandler
  ResponseEntity<Object> invalid(InvalidRequestException e, WebRequest request) {
    return answer(e.status(), e.getMessage(), e.faults(), new HttpHeaders(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> refused(StartRefusedException e, WebRequest request) {
    var faults =
        e.faults().isEmpty()
            ? List.of(new FieldFault(e.field(), e.getMessage()))
            : e.faults().stream().map(fault -> new FieldFault(e.field(), fault)).toList();
    return answer(status(e), e.getMessage(), faults, new HttpHeaders(), request);
  }

  static HttpStatus status(StartRefusedException refused) {
    return switch (refused.reason()) {
      case INVALID, UNKNOWN -> HttpStatus.BAD_REQUEST;
      case CONFLICT -> HttpStatus.CONFLICT;
      case TOO_LARGE -> HttpStatus.PAYLOAD_TOO_LARGE;
      case FAULTY -> HttpStatus.UNPROCESSABLE_ENTITY;
    };
  }

  @ExceptionHandler
  ResponseEntity<Object> unknown(UnknownReleaseException e, WebRequest request) {
    return answer(HttpStatus.NOT_FOUND, "id", e.getMessage(), new HttpHeaders(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> over(OverException e, WebRequest request) {
    return answer(HttpStatus.CONFLICT, e.getMessage(), List.of(), new HttpHeaders(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> denied(DeniedException e, WebRequest request) {
    return answer(HttpStatus.FORBIDDEN, e.getMessage(), List.of(), new HttpHeaders(), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> wrongType(MethodArgumentTypeMismatchException e, WebRequest request) {
    var message =
        "%s is %s; expected a whole number."
            .formatted(e.getName(), FieldFault.shown(String.valueOf(e.getValue())));
    return answer(HttpStatus.BAD_REQUEST, e.getName(), message, new HttpHeaders(), request);
  }

  /** The start asks Azure which versions there are: without an answer nothing was kept. */
  @ExceptionHandler
  ResponseEntity<Object> azure(AzureException e, WebRequest request) {
    log.warn("A release could not be started: {}", e.getMessage());
    var headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    return answer(HttpStatus.SERVICE_UNAVAILABLE, sentence(e), List.of(), headers, request);
  }

  static String sentence(AzureException e) {
    return "Azure Machine Learning could not be asked which versions of the model there are: %s Nothing was started, ask again."
        .formatted(e.words());
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
        new HttpHeaders(),
        request);
  }

  /** An upload that the server could not take apart; what is too large comes to the next one. */
  @ExceptionHandler
  ResponseEntity<Object> brokenUpload(MultipartException e, WebRequest request) {
    var fault = UploadFault.of(e);
    return answer(
        fault.status(), fault.fault().field(), fault.fault().message(), new HttpHeaders(), request);
  }

  @Override
  protected ResponseEntity<Object> handleMaxUploadSizeExceededException(
      MaxUploadSizeExceededException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return brokenUpload(e, request);
  }

  @Override
  protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var sent = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return answer(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        HttpHeaders.CONTENT_TYPE,
        "The header Content-Type is %s; expected %s."
            .formatted(
                sent == null ? "missing" : FieldFault.shown(sent),
                e.getSupportedMediaTypes().stream()
                    .map(ApiProblems::expected)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", or "))),
        headers,
        request);
  }

  private static String expected(MediaType type) {
    return type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)
        ? "%s with the parts %s and %s".formatted(type, StartParts.RELEASE, StartParts.PROJECT)
        : type.toString();
  }

  @Override
  protected ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
      HttpMediaTypeNotAcceptableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(
        HttpStatus.NOT_ACCEPTABLE,
        HttpHeaders.ACCEPT,
        "The header Accept is %s; answers are %s."
            .formatted(
                FieldFault.shown(String.valueOf(request.getHeader(HttpHeaders.ACCEPT))),
                e.getSupportedMediaTypes().stream()
                    .map(MediaType::toString)
                    .distinct()
                    .collect(Collectors.joining(", "))),
        headers,
        request);
  }

  @Override
  protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (isUnknown(request)) {
      return nothingAt(((ServletWebRequest) request).getRequest().getRequestURI(), request);
    }
    var allowed = new TreeSet<>(List.of(e.getSupportedMethods()));
    allowed.add(HttpMethod.OPTIONS.name());
    if (allowed.contains(HttpMethod.GET.name())) {
      allowed.add(HttpMethod.HEAD.name());
    }
    var allow = String.join(", ", allowed);
    headers.set(HttpHeaders.ALLOW, allow);
    return answer(
        HttpStatus.METHOD_NOT_ALLOWED,
        "This address takes no %s; it takes %s.".formatted(FieldFault.shown(e.getMethod()), allow),
        List.of(),
        headers,
        request);
  }

  /** Where no controller is, files are looked for, which take no POST. */
  private static boolean isUnknown(WebRequest request) {
    return EVERYTHING.equals(
        request.getAttribute(
            HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
  }

  @Override
  protected ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return nothingAt("/" + e.getResourcePath(), request);
  }

  private ResponseEntity<Object> nothingAt(String path, WebRequest request) {
    return answer(
        HttpStatus.NOT_FOUND,
        "There is nothing at %s; GET %s says what there is."
            .formatted(FieldFault.shown(path), DescriptionController.PATH),
        List.of(),
        new HttpHeaders(),
        request);
  }

  private ResponseEntity<Object> answer(
      HttpStatus status, String field, String message, HttpHeaders headers, WebRequest request) {
    return answer(status, message, List.of(new FieldFault(field, message)), headers, request);
  }

  private ResponseEntity<Object> answer(
      HttpStatus status,
      String detail,
      List<FieldFault> faults,
      HttpHeaders headers,
      WebRequest request) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    if (!faults.isEmpty()) {
      problem.setProperty("field", faults.get(0).field());
      problem.setProperty("errors", limited(faults));
    }
    return createResponseEntity(problem, headers, status, request);
  }

  /** Pages say what is wrong in a page: the container's error leads there. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    var web = (ServletWebRequest) request;
    if (DOORS.stream().anyMatch(web.getRequest().getRequestURI()::startsWith)) {
      return super.createResponseEntity(body, headers, status, request);
    }
    try {
      headers.forEach((name, values) -> web.getResponse().setHeader(name, values.get(0)));
      web.getResponse().sendError(status.value());
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<FieldFault> limited(List<FieldFault> faults) {
    if (faults.size() <= MOST_FAULTS) {
      return faults;
    }
    var first = new ArrayList<>(faults.subList(0, MOST_FAULTS));
    first.add(
        new FieldFault(
            faults.get(0).field(), "and %d more".formatted(faults.size() - MOST_FAULTS)));
    return first;
  }
}
