package io.modelrelease.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** People log in at an identity provider, and nobody has a password here. */
@Configuration
@Profile("oidc")
@EnableConfigurationProperties(OidcSettings.class)
class OidcConfiguration implements WebMvcConfigurer {

  /**
   * Before our chains, whichever of them takes the session. The renewal comes with the first
   * request: filters are made while the server starts, where a wrong setting would be told twice.
   */
  @Bean
  FilterRegistrationBean<OidcRecheck> recheck(ObjectProvider<OidcRenewal> renewal, Clock clock) {
    var registration = new FilterRegistrationBean<>(new OidcRecheck(renewal::getObject, clock));
    registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER - 1);
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
    return registration;
  }

  /** The login page is another one: there is nothing to type in. */
  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(
            new HandlerInterceptor() {
              @Override
              public boolean preHandle(
                  HttpServletRequest request, HttpServletResponse response, Object handler)
                  throws Exception {
                request.getRequestDispatcher(OidcPages.LOGIN).forward(request, response);
                return false;
              }
            })
        .addPathPatterns(LoginPage.LOGIN);
  }
}
