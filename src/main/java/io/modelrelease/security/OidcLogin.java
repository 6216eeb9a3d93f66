package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.web.DefaultRedirectStrategy;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * At the identity provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0,
 * section 3.1); the logout ends the session there too (RP-Initiated Logout 1.0).
 */
@Component
@Profile("oidc")
class OidcLogin implements PeopleLogin {
  private static final String POLICY = "Content-Security-Policy";

  /** What fits into an address everywhere; a token with two hundred groups does not. */
  private static final int LONGEST_HINT = 2_000;

  private final OidcProvider provider;
  private final OidcTokens tokens;
  private final OidcUsers users;
  private final OidcTickets tickets;
  private final OidcFailure failure;

  OidcLogin(
      OidcProvider provider,
      OidcTokens tokens,
      OidcUsers users,
      OidcTickets tickets,
      OidcFailure failure) {
    this.provider = provider;
    this.tokens = tokens;
    this.users = users;
    this.tickets = tickets;
    this.failure = failure;
  }

  @Override
  public void into(HttpSecurity http, SavedRequestAwareAuthenticationSuccessHandler landing)
      throws Exception {
    var redirects = new DefaultRedirectStrategy();
    landing.setRedirectStrategy(
        (request, response, address) ->
            redirects.sendRedirect(request, response, address + OidcStart.aim(request, address)));
    http.oauth2Login(
            login ->
                login
                    .loginPage(LoginPage.LOGIN)
                    .clientRegistrationRepository(provider)
                    .authorizedClientRepository(tickets)
                    .authorizationEndpoint(
                        start -> start.authorizationRequestResolver(new OidcStart(provider)))
                    .tokenEndpoint(endpoint -> endpoint.accessTokenResponseClient(tokens.byCode()))
                    .userInfoEndpoint(endpoint -> endpoint.oidcUserService(users))
                    .successHandler(landing)
                    .failureHandler(failure)
                    .withObjectPostProcessor(failureOfStart()))
        .headers(headers -> headers.addHeaderWriter(formsMayLeadToTheProvider()));
  }

  private ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter> failureOfStart() {
    return new ObjectPostProcessor<>() {
      @Override
      public <T extends OAuth2AuthorizationRequestRedirectFilter> T postProcess(T filter) {
        filter.setAuthenticationFailureHandler(failure);
        return filter;
      }
    };
  }

  /** Browsers ask the policy of the page with the form where its answer may lead them. */
  private HeaderWriter formsMayLeadToTheProvider() {
    return (HttpServletRequest request, HttpServletResponse response) -> {
      if (SecurityConfiguration.OWN_PAGES.equals(response.getHeader(POLICY))) {
        endpoint()
            .map(URI::create)
            .ifPresent(
                end ->
                    response.setHeader(
                        POLICY,
                        "%s %s://%s"
                            .formatted(
                                SecurityConfiguration.OWN_PAGES,
                                end.getScheme(),
                                end.getAuthority())));
      }
    };
  }

  private Optional<String> endpoint() {
    return provider
        .known()
        .map(known -> known.getProviderDetails().getConfigurationMetadata())
        .map(document -> document.get("end_session_endpoint"))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  @Override
  public LogoutSuccessHandler afterLogout() {
    return new LogoutAnswer(this::next);
  }

  private String next(HttpServletRequest request, Authentication person) {
    if (person == null || !(person.getPrincipal() instanceof OidcPerson known)) {
      return LoginPage.LOGGED_OUT;
    }
    return endpoint().map(end -> logout(end, known, request)).orElse(LoginPage.LOGGED_OUT);
  }

  private String logout(String endpoint, OidcPerson person, HttpServletRequest request) {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("client_id", provider.registration().getClientId());
    parameters.put(
        "post_logout_redirect_uri",
        ServletUriComponentsBuilder.fromContextPath(request).build().toUriString() + OidcPages.OUT);
    var token = person.idToken().getTokenValue();
    if (token.length() <= LONGEST_HINT) {
      parameters.put("id_token_hint", token);
    }
    // Entra ID asks which account is meant without it (its page on OpenID Connect; Unverified)
    if (person.getClaims().get("login_hint") instanceof String account) {
      parameters.put("logout_hint", account);
    }
    var address = UriComponentsBuilder.fromUriString(endpoint);
    parameters.keySet().forEach(name -> address.queryParam(name, "{" + name + "}"));
    return address.encode().buildAndExpand(parameters).toUriString();
  }
}
