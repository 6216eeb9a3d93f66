package io.modelrelease.security;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * A person who logged in at the provider.
 *
 * @param name user id here
 * @param groups ours, as the provider's last word had them
 * @param idToken that word
 */
record OidcPerson(String name, Set<String> groups, OidcIdToken idToken) implements OidcUser {

  @Override
  public String getName() {
    return name;
  }

  @Override
  public Collection<? extends GrantedAuthority> getAuthorities() {
    return groups.stream().sorted().map(SimpleGrantedAuthority::new).toList();
  }

  @Override
  public OidcIdToken getIdToken() {
    return idToken;
  }

  /** Not asked for: what counts stands in the ID token, at the login and at each renewal. */
  @Override
  public OidcUserInfo getUserInfo() {
    return null;
  }

  @Override
  public Map<String, Object> getClaims() {
    return idToken.getClaims();
  }

  @Override
  public Map<String, Object> getAttributes() {
    return idToken.getClaims();
  }

  /** Claims are nobody's business in a log. */
  @Override
  public String toString() {
    return name + List.copyOf(groups);
  }
}
