package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.www.BasicAuthenticationConverter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.stereotype.Component;

/**
 * A configured token as the password of HTTP Basic, under any name or none: a generic service
 * connection of Azure DevOps can send no other header. Wrong ones are slowed down as logins are, by
 * name and sender, so that no stranger shuts a pipeline out.
 */
@Component
class BasicTokens {
  private final PipelineTokens tokens;
  private final Accounts accounts;
  private final LoginThrottle throttle;
  private final BasicAuthenticationConverter converter = new BasicAuthenticationConverter();

  BasicTokens(PipelineTokens tokens, Accounts accounts, LoginThrottle throttle) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.throttle = throttle;
  }

  /** What is a pipeline's was looked at already, and is no name and password of a person. */
  static ObjectPostProcessor<BasicAuthenticationFilter> leavesPipelinesAlone() {
    return new ObjectPostProcessor<>() {
      @Override
      public <O extends BasicAuthenticationFilter> O postProcess(O filter) {
        var converter = new BasicAuthenticationConverter();
        filter.setAuthenticationConverter(
            request ->
                SecurityContextHolder.getContext().getAuthentication() == null
                    ? converter.convert(request)
                    : null);
        return filter;
      }
    };
  }

  /** Empty where there is no such header, or it has the name of an account: see those. */
  Optional<Authentication> authenticate(HttpServletRequest request) {
    var given = converter.convert(request);
    if (given == null || accounts.has(given.getName())) {
      return Optional.empty();
    }
    return Optional.of(pipeline(given, request.getRemoteAddr()));
  }

  private Authentication pipeline(UsernamePasswordAuthenticationToken given, String sender) {
    var who = "%s %s".formatted(sender, given.getName());
    if (throttle.locked(who)) {
      throw new LockedException("Too many wrong tokens");
    }
    var pipeline = tokens.authenticate(String.valueOf(given.getCredentials()));
    if (pipeline.isEmpty()) {
      throttle.failed(who);
      throw new BadCredentialsException("Unknown token");
    }
    throttle.succeeded(who);
    return pipeline.get();
  }
}
