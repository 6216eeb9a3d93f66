package io.modelrelease.api;

import org.apache.tomcat.util.http.fileupload.impl.FileCountLimitExceededException;
import org.apache.tomcat.util.http.fileupload.impl.FileSizeLimitExceededException;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.multipart.MultipartException;

/** What was wrong with an upload that Tomcat could not take apart. */
record UploadFault(HttpStatus status, FieldFault fault) {

  static UploadFault of(MultipartException e) {
    var cause = NestedExceptionUtils.getMostSpecificCause(e);
    if (cause instanceof FileCountLimitExceededException) {
      return tooLarge(
          "body",
          "The upload has too many parts; expected two, %s and %s."
              .formatted(StartParts.RELEASE, StartParts.PROJECT));
    }
    if (cause instanceof FileSizeLimitExceededException size) {
      return tooLarge(
          FieldFault.shown(size.getFieldName()),
          "The part %s is too large: a model project has 64 MB at most, packed and unpacked."
              .formatted(FieldFault.shown(size.getFieldName())));
    }
    var words = String.valueOf(cause.getMessage());
    if (words.startsWith("Header section")) {
      return tooLarge("body", "A part of the upload has too large headers of its own.");
    }
    if (cause instanceof SizeException) {
      return tooLarge(
          StartParts.PROJECT,
          "The upload is too large: a model project has 64 MB at most, packed and unpacked.");
    }
    if (words.contains("boundary")) {
      return wrong(
          HttpHeaders.CONTENT_TYPE,
          "The header Content-Type names no boundary between the parts; leave the header to the client (curl --form sets it).");
    }
    return wrong(
        "body",
        "The upload cannot be taken apart, it ends too early or is no multipart/form-data: %s"
            .formatted(FieldFault.shown(words)));
  }

  private static UploadFault tooLarge(String field, String message) {
    return new UploadFault(HttpStatus.PAYLOAD_TOO_LARGE, new FieldFault(field, message));
  }

  private static UploadFault wrong(String field, String message) {
    return new UploadFault(HttpStatus.BAD_REQUEST, new FieldFault(field, message));
  }
}
