package io.modelrelease.security;

import java.util.Set;
import java.util.regex.Pattern;

/** What a pipeline is called and may do: the same rules for all ways in which it shows itself. */
final class PipelineRights {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private PipelineRights() {}

  /**
   * @param settings of all pipelines of that kind
   * @param name as the ledger will have it
   */
  static void require(String settings, String name, Set<String> roles) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s.%s: a pipeline's name has 1 to 64 letters, digits, dots, hyphens or underscores"
              .formatted(settings, name));
    }
    if (!Roles.OF_TOKENS.containsAll(roles) || roles.isEmpty()) {
      throw new IllegalArgumentException(
          "%s.%s.roles is %s; a token may have %s"
              .formatted(settings, name, roles, Roles.OF_TOKENS));
    }
  }
}
