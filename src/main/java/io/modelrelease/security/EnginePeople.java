package io.modelrelease.security;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.stereotype.Component;

/**
 * The engine's own list of people and groups, which the webapps show and ask for memberships. It
 * holds no passwords: logging in is not its business.
 */
@Component
class EnginePeople {
  private static final Map<String, String> GROUPS =
      Map.of(
          Roles.DATA_SCIENTISTS, "Data scientists",
          Roles.APPROVERS, "Approvers",
          Roles.OPERATORS, "Operators",
          Roles.ADMIN, "Administrators");

  /** Without any member of the admin group the webapps would offer everybody to become one. */
  static final Account PLACEHOLDER = new Account("nobody", Roles.ADMIN);

  private final IdentityService identity;
  private final List<Account> accounts;

  EnginePeople(IdentityService identity, SecuritySettings settings) {
    this.identity = identity;
    this.accounts = settings.defaultAccounts() ? Account.DEFAULTS : List.of(PLACEHOLDER);
  }

  void keep() {
    GROUPS.forEach(this::keepGroup);
    if (!accounts.equals(Account.DEFAULTS)) {
      Account.DEFAULTS.forEach(account -> identity.deleteUser(account.name()));
    }
    accounts.forEach(this::keepAccount);
  }

  private void keepGroup(String id, String name) {
    if (identity.createGroupQuery().groupId(id).count() == 0) {
      var group = identity.newGroup(id);
      group.setName(name);
      group.setType("WORKFLOW");
      identity.saveGroup(group);
    }
  }

  private void keepAccount(Account account) {
    if (identity.createUserQuery().userId(account.name()).count() == 0) {
      var user = identity.newUser(account.name());
      user.setFirstName(
          Character.toUpperCase(account.name().charAt(0)) + account.name().substring(1));
      user.setLastName("");
      user.setEmail(account.email());
      identity.saveUser(user);
    }
    var member =
        identity.createGroupQuery().groupMember(account.name()).groupId(account.group()).count();
    if (member == 0) {
      identity.createMembership(account.name(), account.group());
    }
  }
}
