package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * The way to the provider: {@code /login/start/oidc}. Parameter {@code aim} is what stands behind
 * the # of a link into Tasklist or Cockpit, which would not survive the way; {@code other} asks the
 * provider to let people choose who they are.
 */
final class OidcStart implements OAuth2AuthorizationRequestResolver {
  static final String START = "/login/start";

  private static final String AIM = OidcStart.class.getName() + ".aim";
  private static final Pattern AIMS = Pattern.compile("#/[\\w/?=&%.,;:+*~-]{0,1000}");
  private static final String WEBAPPS = "/camunda/app/";

  private final DefaultOAuth2AuthorizationRequestResolver resolver;

  OidcStart(ClientRegistrationRepository provider) {
    resolver = new DefaultOAuth2AuthorizationRequestResolver(provider, START);
    resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
  }

  @Override
  public OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
    return begun(request, resolver.resolve(request));
  }

  @Override
  public OAuth2AuthorizationRequest resolve(HttpServletRequest request, String id) {
    return begun(request, resolver.resolve(request, id));
  }

  private static OAuth2AuthorizationRequest begun(
      HttpServletRequest request, OAuth2AuthorizationRequest begun) {
    if (begun == null) {
      return null; // another request
    }
    Optional.ofNullable(request.getParameter("aim"))
        .filter(aim -> AIMS.matcher(aim).matches())
        .ifPresentOrElse(
            aim -> request.getSession().setAttribute(AIM, aim),
            () -> request.getSession().removeAttribute(AIM));
    return request.getParameter("other") == null
        ? begun
        : OAuth2AuthorizationRequest.from(begun)
            .additionalParameters(parameters -> parameters.put("prompt", "select_account"))
            .build();
  }

  /** What to open behind an address of the webapps, once; empty for other pages. */
  static String aim(HttpServletRequest request, String address) {
    var session = request.getSession();
    var aim = session.getAttribute(AIM);
    session.removeAttribute(AIM);
    return aim != null && address.contains(WEBAPPS) ? aim.toString() : "";
  }
}
