package io.modelrelease.security;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;

/** How people come in and go; all else at their door is the same in each profile. */
interface PeopleLogin {

  /**
   * @param landing opens what was asked for, else where the person works
   */
  void into(HttpSecurity http, SavedRequestAwareAuthenticationSuccessHandler landing)
      throws Exception;

  LogoutSuccessHandler afterLogout();
}
