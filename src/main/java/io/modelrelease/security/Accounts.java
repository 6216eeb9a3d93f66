package io.modelrelease.security;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * The accounts that log in by name and password: those of the default profile, or none. Where
 * others could reach them the application does not start.
 */
@Component
class Accounts implements UserDetailsService {
  private final Map<String, Account> byName;
  private final Map<String, String> passwords;
  private final LoginThrottle throttle;

  Accounts(
      SecuritySettings settings,
      ServerProperties server,
      Environment environment,
      PasswordEncoder encoder,
      LoginThrottle throttle) {
    var accounts = settings.defaultAccounts() ? Account.DEFAULTS : List.<Account>of();
    if (!accounts.isEmpty()) {
      requireOnlyThisMachine(server.getAddress(), environment);
    }
    this.byName = accounts.stream().collect(Collectors.toMap(Account::name, Function.identity()));
    this.passwords =
        accounts.stream()
            .collect(Collectors.toMap(Account::name, account -> encoder.encode(account.name())));
    this.throttle = throttle;
  }

  private static void requireOnlyThisMachine(InetAddress address, Environment environment) {
    if (environment.acceptsProfiles(Profiles.of("oidc"))) {
      throw new IllegalStateException(
          "The default accounts have their names as passwords: set"
              + " modelrelease.security.default-accounts=false in this profile.");
    }
    if (address == null || !address.isLoopbackAddress()) {
      throw new IllegalStateException(
          "The default accounts have their names as passwords, and server.address=%s can be reached by others. Set server.address=127.0.0.1, or use the profile oidc or production."
              .formatted(
                  Optional.ofNullable(address).map(InetAddress::getHostAddress).orElse("(all)")));
    }
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  @Override
  public UserDetails loadUserByUsername(String name) {
    var account =
        Optional.ofNullable(byName.get(name))
            .orElseThrow(() -> new UsernameNotFoundException("No such account"));
    return User.withUsername(name)
        .password(passwords.get(name))
        .authorities(account.group())
        .accountLocked(throttle.locked(name))
        .build();
  }
}
