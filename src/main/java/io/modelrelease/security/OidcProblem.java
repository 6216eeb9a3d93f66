package io.modelrelease.security;

import org.springframework.http.HttpStatus;

/** Why a login at the provider led to no session here, as its page says it. */
enum OidcProblem {
  NO_GROUP(
      HttpStatus.FORBIDDEN,
      "You may not use this",
      "The identity provider says who you are (%s), and none of the groups or roles that work here"
          + " is yours. Ask whoever runs Model Release to put you into one, then log in again."),
  GROUPS_LEFT_OUT(
      HttpStatus.FORBIDDEN,
      "Your groups do not fit into the login",
      "You (%s) are in so many groups that the identity provider left all of them out. That is for"
          + " whoever runs Model Release to change: use app roles"
          + " (modelrelease.security.oidc.groups-claim=roles), or let the groups claim hold only"
          + " groups assigned to the application."),
  NAME_TAKEN(
      HttpStatus.FORBIDDEN,
      "Your name belongs to somebody else here",
      "%s is not free: another person, a pipeline or the application itself is known by it. An"
          + " administrator can delete a person who is gone in Camunda's Admin; then log in again."),
  NO_NAME(
      HttpStatus.FORBIDDEN,
      "The login says too little",
      "The identity provider's token has no usable %s, which people are known by here. Whoever runs"
          + " Model Release adds the claim at the provider or names another one in"
          + " modelrelease.security.oidc."),
  SILENT(
      HttpStatus.SERVICE_UNAVAILABLE,
      "The identity provider does not answer",
      "Nobody can log in until it does. Try again in a minute; if it lasts, tell whoever runs it."),
  APPLICATION_REFUSED(
      HttpStatus.SERVICE_UNAVAILABLE,
      "Nobody can log in for now",
      "The identity provider does not accept Model Release itself (%s): its client id or its client"
          + " secret is wrong, or the secret has expired. Tell whoever runs it: a new one goes into"
          + " modelrelease.security.oidc.client-secret, and the log has the provider's own words."),
  REFUSED(
      HttpStatus.FORBIDDEN,
      "The identity provider let nobody in",
      "It says: %s. Log in again, or as somebody else."),
  NOT_ACCEPTED(
      HttpStatus.FORBIDDEN,
      "The login is not accepted",
      "What the identity provider sent does not prove who you are; the application's log says what"
          + " is wrong with it."),
  TOO_LATE(
      HttpStatus.BAD_REQUEST,
      "This login is over",
      "It took too long, was done before, or was begun in another window. Log in again.");

  private final HttpStatus status;
  private final String title;
  private final String sentence;

  OidcProblem(HttpStatus status, String title, String sentence) {
    this.status = status;
    this.title = title;
    this.sentence = sentence;
  }

  HttpStatus status() {
    return status;
  }

  /** Whether another person, or another try of this one, would fare better. */
  boolean concernsThePerson() {
    return !status.is5xxServerError();
  }

  String title() {
    return title;
  }

  /**
   * @param about the person, name or answer that it is about
   */
  String sentence(String about) {
    return sentence.formatted(about);
  }
}
