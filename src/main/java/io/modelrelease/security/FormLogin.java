package io.modelrelease.security;

import org.springframework.context.annotation.Profile;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;

/** By name and password. */
@Component
@Profile("!oidc")
class FormLogin implements PeopleLogin {

  @Override
  public void into(HttpSecurity http, SavedRequestAwareAuthenticationSuccessHandler landing)
      throws Exception {
    http.formLogin(login -> login.loginPage(LoginPage.LOGIN).successHandler(landing).permitAll());
  }

  @Override
  public LogoutSuccessHandler afterLogout() {
    return new LogoutAnswer((request, person) -> LoginPage.LOGGED_OUT);
  }
}
