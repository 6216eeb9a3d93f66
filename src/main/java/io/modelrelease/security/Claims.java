package io.modelrelease.security;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** What a token says, read without trust in its types, and shown without trust in its text. */
final class Claims {
  private static final int LONGEST_SHOWN = 200;

  private Claims() {}

  /** Empty for a claim that is missing or is no text; a whole number counts as its digits. */
  static Optional<String> text(JWTClaimsSet claims, String name) {
    var value = claims.getClaim(name);
    if (value instanceof Long || value instanceof Integer) {
      return Optional.of(value.toString());
    }
    return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
  }

  /** The texts of a list; empty for anything else. */
  static List<String> texts(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  /** What a token says of itself, before anybody has looked at its signature. */
  static Optional<String> unproven(String token, String name) {
    try {
      return text(JWTParser.parse(token).getJWTClaimsSet(), name);
    } catch (ParseException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** One line for logs and answers. */
  static String shown(Object value) {
    var text = String.valueOf(value).replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]", "?");
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
