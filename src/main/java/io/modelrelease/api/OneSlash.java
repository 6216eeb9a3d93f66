package io.modelrelease.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes {@code //api/...} for {@code /api/...}: Azure DevOps' task InvokeRESTAPI puts the address
 * of its service connection and its urlSuffix together as they are (task.json, {@code
 * $(endpoint.url)$(urlSuffix)}), and people write addresses with a slash at the end. It stands
 * before all that looks at paths, so that nothing is let in that would not be with one slash.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class OneSlash extends OncePerRequestFilter {
  private static final String TWICE = "//api/";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(
        request.getRequestURI().startsWith(TWICE) ? new Once(request) : request, response);
  }

  private static final class Once extends HttpServletRequestWrapper {
    Once(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getRequestURI() {
      return super.getRequestURI().substring(1);
    }

    @Override
    public StringBuffer getRequestURL() {
      var url = super.getRequestURL();
      var begin = url.indexOf(TWICE, "https://".length());
      return begin < 0 ? url : url.deleteCharAt(begin);
    }
  }
}
