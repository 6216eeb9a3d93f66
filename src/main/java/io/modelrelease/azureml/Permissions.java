package io.modelrelease.azureml;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What this identity may do at a workspace or registry (Azure Authorization REST API, Permissions -
 * List For Resource, 2022-04-01): the actions of its roles there, inherited ones too. A role's
 * {@code notActions} take nothing from another role (documentation, "Understand Azure role
 * definitions").
 *
 * <p>Unverified on Azure: that deny assignments and conditions of a role assignment are not in the
 * answer, so an action that is allowed here may be refused all the same.
 */
public final class Permissions {
  static final String VERSION = "2022-04-01";

  private final List<Role> roles;

  private record Role(List<String> actions, List<String> notActions) {

    boolean allows(String action) {
      return actions.stream().anyMatch(action::matches)
          && notActions.stream().noneMatch(action::matches);
    }
  }

  private Permissions(List<Role> roles) {
    this.roles = roles;
  }

  /** Of the answer's {@code value}. */
  static Permissions read(List<JsonNode> value) {
    return new Permissions(
        value.stream()
            .map(role -> new Role(patterns(role, "actions"), patterns(role, "notActions")))
            .toList());
  }

  /**
   * @param action {@code Microsoft.MachineLearningServices/workspaces/jobs/write}
   */
  public boolean allows(String action) {
    return roles.stream().anyMatch(role -> role.allows(action));
  }

  private static List<String> patterns(JsonNode role, String field) {
    return StreamSupport.stream(role.path(field).spliterator(), false)
        .map(JsonNode::asText)
        .map(Permissions::pattern)
        .toList();
  }

  /**
   * What is wild between two slashes stands for nothing, too: AzureML Data Scientist may do {@code
   * workspaces/&#42;/write}, and its role has to take {@code workspaces/write} away again.
   */
  private static String pattern(String action) {
    return "(?i)"
        + Stream.of(action.split("/[*]/", -1))
            .map(part -> part.replace(".", "\\.").replace("*", ".*"))
            .collect(joining("/(.*/)?"));
  }
}
