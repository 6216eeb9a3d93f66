package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.Sentence;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A right that an identity lacks, as those need to hear of it who can give it. */
final class MissingRight {
  static final String PROVIDER = "Microsoft.MachineLearningServices/";

  /** The resource manager's own words: AuthorizationFailed. */
  private static final Pattern REFUSAL =
      Pattern.compile("perform action '([^']++)' over scope '([^']++)'");

  private static final Set<Integer> REFUSED = Set.of(401, 403);

  /** The built-in roles with the least rights that have an action ("Azure built-in roles"). */
  private record Role(Pattern actions, String name) {
    Role(String actions, String name) {
      this(Pattern.compile("(?i)" + PROVIDER + actions), name);
    }
  }

  private static final List<Role> ROLES =
      List.of(
          new Role("workspaces/computes/(write|delete)", "AzureML Compute Operator"),
          new Role("workspaces/.*", "AzureML Data Scientist"),
          new Role("registries/.*", "AzureML Registry User"));

  private MissingRight() {}

  static boolean isRefusal(AzureException failure) {
    return REFUSED.contains(failure.status());
  }

  /** The role to ask for. */
  static String role(String action) {
    return ROLES.stream()
        .filter(role -> role.actions().matcher(action).matches())
        .map(Role::name)
        .findFirst()
        .orElse("Reader");
  }

  /**
   * @param actions that one role allows
   * @param scope ARM id
   */
  static Finding of(Workspace workspace, List<String> actions, String scope) {
    return Finding.refuse(
        workspace.environment().key(),
        "The identity of %s (%s) lacks %s %s on %s."
            .formatted(
                workspace.environment().key(),
                workspace.identity(),
                actions.size() == 1 ? "the right" : "the rights",
                String.join(", ", actions),
                named(scope)),
        "Ask for the role %s on %s for it; then release again with a higher attempt."
            .formatted(role(actions.get(0)), scope));
  }

  /**
   * Of a 401 or 403.
   *
   * @param what was to be seen
   */
  static Finding of(Workspace workspace, String what, AzureException failure) {
    var refusal = refusal(failure);
    if (refusal.isPresent()) {
      return of(workspace, List.of(refusal.get()[0]), refusal.get()[1]);
    }
    return Finding.refuse(
        workspace.environment().key(),
        "Azure refuses %s to the identity of %s (%s): %s: %s"
            .formatted(
                what,
                workspace.environment().key(),
                workspace.identity(),
                failure.code(),
                Sentence.closed(failure.words())),
        Sentence.closed(failure.nextStep()));
  }

  private static Optional<String[]> refusal(AzureException failure) {
    var words = REFUSAL.matcher(failure.words());
    return words.find()
        ? Optional.of(new String[] {words.group(1), words.group(2)})
        : Optional.empty();
  }

  /** {@code workspaces mlw-dev}: subscription and group are in the next sentence. */
  private static String named(String scope) {
    return scope
        .replaceFirst("(?i)^.*/providers/Microsoft[.]MachineLearningServices/", "")
        .replaceFirst("^workspaces/", "workspace ")
        .replaceFirst("^registries/", "registry ");
  }
}
