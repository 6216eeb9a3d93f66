package io.modelrelease.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.DelegatingAuthenticationEntryPoint;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * A web hook that knows its own sender, and two doors: machines (and people with HTTP Basic) at
 * {@code /api} and {@code /actuator}, and {@code /engine-rest} where that is switched on, without a
 * session; people everywhere else, with one. What no rule names is refused.
 */
@Configuration
@EnableWebSecurity
@EnableConfigurationProperties({SecuritySettings.class, EngineRestSettings.class})
class SecurityConfiguration {
  /** Matches whole paths; a text pattern would be taken relative to Camunda's servlets. */
  private static final PathPatternRequestMatcher.Builder PATHS =
      PathPatternRequestMatcher.withDefaults();

  static final String OWN_PAGES =
      "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  /** Links to a release or its dossier, as a browser follows them. */
  private static final RequestMatcher LINKS =
      new AndRequestMatcher(PATHS.matcher(HttpMethod.GET, "/api/releases/**"), asksForAPage());

  private static RequestMatcher asksForAPage() {
    var page = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
    page.setIgnoredMediaTypes(Set.of(MediaType.ALL));
    return page;
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder();
  }

  /** Who sends events is told by what they bring along, not by a login; see there. */
  @Bean
  @Order(0)
  SecurityFilterChain webHook(HttpSecurity http) throws Exception {
    return http.securityMatcher(either("/api/events/azureml"))
        .csrf(AbstractHttpConfigurer::disable) // it takes no session
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  @Bean
  @Order(1)
  SecurityFilterChain doorsOfMachines(
      HttpSecurity http,
      Bearers bearers,
      BasicTokens basics,
      Problems problems,
      SecuritySettings settings,
      EngineRestSettings engineRest)
      throws Exception {
    http.securityMatcher(
            engineRest.enabled()
                ? either("/api/**", "/actuator/**", "/engine-rest/**")
                : either("/api/**", "/actuator/**"))
        .csrf(AbstractHttpConfigurer::disable) // no request that changes anything takes the session
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .securityContext(
            context -> context.securityContextRepository(new LinksTakeTheSession(PATHS)))
        .requestCache(cache -> cache.requestCache(remembered()))
        .logout(AbstractHttpConfigurer::disable)
        .addFilterBefore(
            new MachineFilter(bearers, basics, problems), BasicAuthenticationFilter.class)
        .exceptionHandling(
            refusals ->
                refusals
                    .authenticationEntryPoint(elseToTheLogin(LINKS, problems))
                    .accessDeniedHandler(problems))
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers(either("/actuator/health/**"))
                    .permitAll()
                    .requestMatchers(either("/actuator/**"))
                    .hasAnyAuthority(Roles.OPERATORS, Roles.ADMIN)
                    .requestMatchers(either("/api/checks"))
                    .authenticated()
                    .anyRequest()
                    .hasAnyAuthority(Roles.readers()));
    if (settings.defaultAccounts()) {
      http.httpBasic(
          basic ->
              basic
                  .authenticationEntryPoint(problems)
                  .withObjectPostProcessor(BasicTokens.leavesPipelinesAlone()));
    }
    return http.build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain doorsOfPeople(HttpSecurity http, PeopleLogin login) throws Exception {
    var remembered = remembered();
    http.requestCache(cache -> cache.requestCache(remembered))
        .csrf(csrf -> csrf.ignoringRequestMatchers(either("/camunda/api/**"))) // the webapps' own
        .logout(
            logout ->
                logout
                    .logoutRequestMatcher(
                        new OrRequestMatcher(
                            PATHS.matcher(HttpMethod.POST, LoginPage.LOGOUT),
                            PATHS.matcher(
                                HttpMethod.POST, "/camunda/api/admin/auth/user/*/logout")))
                    .logoutSuccessHandler(login.afterLogout()))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(OWN_PAGES))
                    .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN)))
        .exceptionHandling(
            refusals ->
                refusals.authenticationEntryPoint(
                    elseToTheLogin(
                        new NegatedRequestMatcher(either("/camunda/api/**")),
                        new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED))))
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                    .permitAll()
                    .requestMatchers(either("/login/**", "/pages/**"))
                    .permitAll()
                    .requestMatchers(either("/", LoginPage.LOGOUT, "/releases/**"))
                    .authenticated()
                    // Camunda's own login, and its creation of a first admin
                    .requestMatchers(
                        either(
                            "/camunda/api/admin/auth/user/*/login/**",
                            "/camunda/api/admin/setup/**"))
                    .denyAll()
                    .requestMatchers(either("/camunda/app/admin/**"))
                    .hasAuthority(Roles.ADMIN)
                    .requestMatchers(either("/camunda/app/cockpit/**"))
                    .hasAnyAuthority(Roles.OPERATORS, Roles.ADMIN)
                    .requestMatchers(either("/camunda/**"))
                    .hasAnyAuthority(Roles.APPROVERS, Roles.OPERATORS, Roles.ADMIN)
                    .anyRequest()
                    .denyAll());
    login.into(http, landing(remembered));
    return http.build();
  }

  private static SavedRequestAwareAuthenticationSuccessHandler landing(
      HttpSessionRequestCache remembered) {
    var handler =
        new SavedRequestAwareAuthenticationSuccessHandler() {
          @Override
          protected String determineTargetUrl(
              HttpServletRequest request, HttpServletResponse response, Authentication person) {
            return LoginPage.landingOf(person);
          }
        };
    handler.setRequestCache(remembered);
    return handler;
  }

  /** What was asked for before the login, and is opened after it: pages, not their parts. */
  private static HttpSessionRequestCache remembered() {
    var remembered = new HttpSessionRequestCache();
    remembered.setRequestMatcher(
        new OrRequestMatcher(
            PATHS.matcher(HttpMethod.GET, "/camunda/app/**"),
            PATHS.matcher(HttpMethod.GET, "/releases/**"),
            LINKS));
    remembered.setMatchingRequestParameterName(null);
    return remembered;
  }

  /** Where pages lead to the login, other calls are told 401. */
  private static AuthenticationEntryPoint elseToTheLogin(
      RequestMatcher pages, AuthenticationEntryPoint others) {
    var entries =
        new DelegatingAuthenticationEntryPoint(
            new LinkedHashMap<>(
                Map.of(pages, new LoginUrlAuthenticationEntryPoint(LoginPage.LOGIN))));
    entries.setDefaultEntryPoint(others);
    return entries;
  }

  /** After our chains, before the webapps' own filters. */
  @Bean
  FilterRegistrationBean<WebappLogin> webappLogin() {
    var registration = new FilterRegistrationBean<>(new WebappLogin());
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 1);
    registration.addUrlPatterns("/camunda/app/*", "/camunda/api/*");
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
    return registration;
  }

  private static RequestMatcher either(String... patterns) {
    return new OrRequestMatcher(
        Arrays.stream(patterns).map(pattern -> (RequestMatcher) PATHS.matcher(pattern)).toList());
  }
}
