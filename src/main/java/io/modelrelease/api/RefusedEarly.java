package io.modelrelease.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * What Tomcat refuses before the application sees it (a header or address that is no HTTP) is told
 * in a problem body too, but for browsers.
 */
final class RefusedEarly extends ErrorReportValve {
  private static final ObjectMapper JSON =
      JsonMapper.builder().serializationInclusion(JsonInclude.Include.NON_NULL).build();

  RefusedEarly() {
    setShowServerInfo(false);
    setShowReport(false);
  }

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    var accept = request.getHeader("Accept");
    if (accept != null && accept.contains(MediaType.TEXT_HTML_VALUE)) {
      super.report(request, response, throwable);
      return;
    }
    var status = HttpStatus.resolve(response.getStatus());
    if (status == null
        || !status.isError()
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      write(response, problem(status));
    } catch (IOException e) {
      getContainer().getLogger().debug("The client is gone", e);
    }
  }

  private static ProblemDetail problem(HttpStatus status) {
    return ProblemDetail.forStatusAndDetail(
        status,
        status == HttpStatus.BAD_REQUEST
            ? "The request is no HTTP that is taken here: its address or a header has characters that"
                + " must not be there, or its headers have more than 8 KB."
            : "The request was refused: %s.".formatted(status.getReasonPhrase()));
  }

  private static void write(HttpServletResponse response, ProblemDetail problem)
      throws IOException {
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(JSON.writeValueAsBytes(problem));
    response.getOutputStream().flush();
  }
}
