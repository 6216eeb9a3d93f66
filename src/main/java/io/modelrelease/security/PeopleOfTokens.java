package io.modelrelease.security;

import com.nimbusds.jwt.JWTClaimsSet;
import org.springframework.security.core.Authentication;

/** Who the person is whom an access token stands for, and what they may. */
interface PeopleOfTokens {
  /**
   * @throws TokenRefusedException if people do not come with tokens here
   */
  Authentication person(JWTClaimsSet claims);
}
