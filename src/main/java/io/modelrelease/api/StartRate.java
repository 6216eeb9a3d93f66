package io.modelrelease.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bucket4j.Bucket;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * So many starts and checks a minute from each caller, counted by this node alone: two nodes take
 * twice as many. It stands behind the login (who guesses passwords is slowed down there) and before
 * anything of the body is read.
 */
final class StartRate extends OncePerRequestFilter {
  /** More callers than an organisation has; who asked longest ago is forgotten. */
  private static final int MOST_CALLERS = 10_000;

  private static final Pattern STARTS_OF_THE_ENGINE =
      Pattern.compile("/process-definition/.*/(start|submit-form)/*$");

  private final int perMinute;
  private final ObjectMapper json;
  private final Map<String, Bucket> callers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_CALLERS;
        }
      };

  StartRate(int perMinute, ObjectMapper json) {
    this.perMinute = perMinute;
    this.json = json;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var caller = request.getRemoteUser();
    if (caller == null || !HttpMethod.POST.matches(request.getMethod()) || !starts(request)) {
      chain.doFilter(request, response);
      return;
    }
    var asked = bucket(caller).tryConsumeAndReturnRemaining(1);
    if (asked.isConsumed()) {
      chain.doFilter(request, response);
    } else {
      refuse(request, response, seconds(asked.getNanosToWaitForRefill()));
    }
  }

  /** At the engine's own API a start is one address of many, below more than one name. */
  private static boolean starts(HttpServletRequest request) {
    var path = request.getServletPath() + Optional.ofNullable(request.getPathInfo()).orElse("");
    return path.startsWith("/api/") || STARTS_OF_THE_ENGINE.matcher(path).find();
  }

  private Bucket bucket(String caller) {
    synchronized (callers) {
      return callers.computeIfAbsent(
          caller,
          unknown ->
              Bucket.builder()
                  .addLimit(
                      limit ->
                          limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                  .build());
    }
  }

  private static long seconds(long nanos) {
    return Duration.ofNanos(nanos).plusSeconds(1).toSeconds();
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response, long seconds)
      throws IOException {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.TOO_MANY_REQUESTS,
            "%s has asked for more than %d starts and checks in a minute. Nothing was read or started; ask again in %d s."
                .formatted(request.getRemoteUser(), perMinute, seconds));
    problem.setInstance(URI.create(request.getRequestURI()));
    response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), problem);
  }
}
