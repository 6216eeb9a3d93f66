package io.modelrelease.ledger;

import java.util.Locale;

/** An embedded H2 database, which one program has to itself, against one that others may share. */
public final class OwnDatabase {
  private OwnDatabase() {}

  /**
   * Nobody else can be connected to the database.
   *
   * @param url of JDBC
   */
  public static boolean isOurs(String url) {
    return url.startsWith("jdbc:h2:")
        && !url.startsWith("jdbc:h2:tcp:")
        && !url.startsWith("jdbc:h2:ssl:")
        && !url.toUpperCase(Locale.ROOT).contains("AUTO_SERVER");
  }
}
