package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Reading releases works from a link, with the session of the login; everything else at the REST
 * door needs credentials with each request. A session is read here, never made.
 */
final class LinksTakeTheSession implements SecurityContextRepository {
  private final SecurityContextRepository session = new HttpSessionSecurityContextRepository();
  private final SecurityContextRepository request = new RequestAttributeSecurityContextRepository();
  private final RequestMatcher links;

  LinksTakeTheSession(PathPatternRequestMatcher.Builder paths) {
    this.links = paths.matcher(HttpMethod.GET, "/api/releases/**");
  }

  private SecurityContextRepository of(HttpServletRequest asked) {
    return links.matches(asked) ? session : request;
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation")
  public SecurityContext loadContext(HttpRequestResponseHolder holder) {
    return of(holder.getRequest()).loadContext(holder);
  }

  @Override
  public DeferredSecurityContext loadDeferredContext(HttpServletRequest asked) {
    return of(asked).loadDeferredContext(asked);
  }

  @Override
  public void saveContext(
      SecurityContext context, HttpServletRequest asked, HttpServletResponse response) {
    request.saveContext(context, asked, response);
  }

  @Override
  public boolean containsContext(HttpServletRequest asked) {
    return of(asked).containsContext(asked);
  }
}
