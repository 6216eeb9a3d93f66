package io.modelrelease.security;

import java.util.List;

/** An account of the default profile; its password is its name. */
record Account(String name, String group) {
  static final List<Account> DEFAULTS =
      List.of(
          new Account("scientist", Roles.DATA_SCIENTISTS),
          new Account("approver", Roles.APPROVERS),
          new Account("approver2", Roles.APPROVERS),
          new Account("operator", Roles.OPERATORS),
          new Account("admin", Roles.ADMIN));

  String email() {
    return name + "@example.org";
  }
}
