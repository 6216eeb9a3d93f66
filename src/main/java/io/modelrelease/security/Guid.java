package io.modelrelease.security;

import java.util.regex.Pattern;

/** The form of ids at Azure DevOps and Entra ID. */
final class Guid {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  private Guid() {}

  static boolean is(String text) {
    return FORM.matcher(text).matches();
  }
}
