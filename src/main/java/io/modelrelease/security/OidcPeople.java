package io.modelrelease.security;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.context.annotation.Profile;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the engine's people as the provider has them: name, e-mail address and memberships, no more
 * and no less. A name is given once: to the subject that first came with it, and it stays theirs
 * when the provider calls them something else.
 */
@Component
@Profile("oidc")
class OidcPeople {
  private final IdentityService identity;
  private final EngineDoor door;
  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final Set<String> reserved;

  OidcPeople(
      IdentityService identity,
      EngineDoor door,
      JdbcClient database,
      TransactionTemplate transaction,
      SecuritySettings settings,
      AzureDevOpsSettings azureDevOps,
      EntraSettings entra) {
    this.identity = identity;
    this.door = door;
    this.database = database;
    this.transaction = transaction;
    this.reserved =
        Stream.of(
                settings.tokens().keySet().stream(),
                azureDevOps.pipelines().keySet().stream(),
                entra.pipelines().keySet().stream(),
                Roles.OF_PEOPLE.stream(),
                Stream.of(Roles.PIPELINES, EnginePeople.PLACEHOLDER.name()),
                Account.DEFAULTS.stream().map(Account::name))
            .flatMap(names -> names)
            .map(OidcPeople::folded)
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Writes down what a token says of a person.
   *
   * @return the user id that is theirs
   * @throws OidcRefusal where the name that they came with is somebody else's
   */
  synchronized String keep(OidcIdentity person) {
    try {
      return door.asApplication(() -> transaction.execute(status -> keepNow(person)));
    } catch (DataIntegrityViolationException e) {
      // another node was faster with the same person; what it wrote is read now
      return door.asApplication(() -> transaction.execute(status -> keepNow(person)));
    }
  }

  private String keepNow(OidcIdentity person) {
    var id = idOf(person.issuer(), person.subject()).orElseGet(() -> firstName(person));
    keepUser(id, person);
    keepGroups(id, person.groups());
    return id;
  }

  private String firstName(OidcIdentity person) {
    if (isTaken(person.name())) {
      throw new OidcRefusal(OidcProblem.NAME_TAKEN, person.name());
    }
    // whose it was is gone from the engine: an administrator has set the name free
    database.sql("delete from mr_person where user_id = ?").param(person.name()).update();
    database
        .sql("insert into mr_person (user_id, issuer, subject) values (?, ?, ?)")
        .params(person.name(), person.issuer(), person.subject())
        .update();
    return person.name();
  }

  private boolean isTaken(String name) {
    return reserved.contains(folded(name))
        || identity.createUserQuery().list().stream()
            .flatMap(user -> Stream.of(user.getId(), user.getEmail()))
            .anyMatch(name::equalsIgnoreCase);
  }

  private void keepUser(String id, OidcIdentity person) {
    var known = identity.createUserQuery().userId(id).singleResult();
    var user = known == null ? identity.newUser(id) : known;
    var email = person.email().orElse("");
    if (known != null
        && person.fullName().equals(user.getFirstName())
        && email.equals(user.getEmail())) {
      return;
    }
    user.setFirstName(person.fullName());
    user.setLastName("");
    user.setEmail(email);
    identity.saveUser(user);
  }

  private void keepGroups(String id, Set<String> groups) {
    var before =
        identity.createGroupQuery().groupMember(id).list().stream()
            .map(Group::getId)
            .collect(Collectors.toSet());
    for (var group : before) {
      if (!groups.contains(group)) {
        identity.deleteMembership(id, group);
      }
    }
    for (var group : groups) {
      if (!before.contains(group)) {
        identity.createMembership(id, group);
      }
    }
  }

  /** Takes all memberships of somebody whom the provider has put into none of our groups. */
  synchronized void leave(String issuer, String subject) {
    Supplier<Optional<String>> work =
        () ->
            transaction.execute(
                status -> {
                  var id = idOf(issuer, subject);
                  id.ifPresent(known -> keepGroups(known, Set.of()));
                  return id;
                });
    door.asApplication(work);
  }

  /** The user id of somebody who has logged in before. */
  Optional<String> idOf(String issuer, String subject) {
    return database
        .sql("select user_id from mr_person where issuer = ? and subject = ?")
        .params(issuer, subject)
        .query(String.class)
        .optional();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
