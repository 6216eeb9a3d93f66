package io.modelrelease.devops;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Reads what an agentless job sends about itself: the headers that InvokeRESTAPI@1 sends by default
 * as fields of an object, names in any case (Microsoft's documentation, "Invoke Azure Function /
 * REST API checks"). What it does not know is left alone.
 */
@Component
public class Callbacks {
  private static final String PLAN_URL = "PlanUrl";
  private static final Predicate<String> GUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").asMatchPredicate();
  private static final Predicate<String> NUMBER =
      Pattern.compile("[1-9][0-9]{0,8}").asMatchPredicate();
  private static final int SHOWN = 100;

  private record Form(Predicate<String> form, boolean needed, String expected) {}

  private static final Form ID = new Form(GUID, true, "a GUID");
  private static final String TOKEN = "AuthToken";
  private static final Map<String, Form> FIELDS = fields();

  private static Map<String, Form> fields() {
    var fields = new LinkedHashMap<String, Form>();
    fields.put(PLAN_URL, new Form(text -> text.length() <= 500, true, "$(System.CollectionUri)"));
    fields.put("ProjectId", ID);
    fields.put(
        "HubName",
        new Form(
            Pattern.compile("[a-zA-Z]{1,32}").asMatchPredicate(), true, "letters, like build"));
    fields.put("PlanId", ID);
    fields.put("JobId", ID);
    fields.put("TimelineId", ID);
    fields.put("TaskInstanceId", ID);
    fields.put(
        TOKEN,
        new Form(
            Pattern.compile("[\\x21-\\x7e]{1,16384}").asMatchPredicate(),
            true,
            "$(System.AccessToken), visible ASCII characters"));
    fields.put("BuildId", new Form(NUMBER, false, "a whole number, $(Build.BuildId)"));
    fields.put("TimeoutInMinutes", new Form(NUMBER, false, "a whole number of minutes"));
    return fields;
  }

  private final Organizations organizations;
  private final RunTokens tokens;

  Callbacks(Organizations organizations, RunTokens tokens) {
    this.organizations = organizations;
    this.tokens = tokens;
  }

  /**
   * What was read.
   *
   * @param sealed to be passed on as it is: its token cannot be read in it; empty with faults
   * @param faults sentences, by name of the field as Azure DevOps writes it
   */
  public record Reading(Optional<String> sealed, Map<String, String> faults) {}

  /**
   * @param sent a JSON object
   */
  public Reading read(JsonNode sent) {
    var faults = new LinkedHashMap<String, String>();
    var values = values(sent, faults);
    var planUrl = planUrl(values, faults);
    if (!faults.isEmpty() || planUrl.isEmpty()) {
      return new Reading(Optional.empty(), faults);
    }
    var target =
        Callback.target(values.get("PlanId"), values.get("JobId"), values.get("TaskInstanceId"));
    var callback =
        new Callback(
            planUrl.get().toString(),
            values.get("ProjectId"),
            values.get("HubName"),
            values.get("PlanId"),
            values.get("JobId"),
            values.get("TimelineId"),
            values.get("TaskInstanceId"),
            Integer.parseInt(values.getOrDefault("BuildId", "0")),
            Integer.parseInt(values.getOrDefault("TimeoutInMinutes", "0")),
            tokens.keyId(),
            tokens.seal(values.get(TOKEN), target));
    return new Reading(Optional.of(callback.json()), Map.of());
  }

  private static Map<String, String> values(JsonNode sent, Map<String, String> faults) {
    var names = new HashMap<String, List<String>>();
    sent.fieldNames()
        .forEachRemaining(
            name ->
                names.merge(
                    name.toLowerCase(Locale.ROOT),
                    List.of(name),
                    (one, more) -> List.of(one.get(0), more.get(0))));
    var values = new HashMap<String, String>();
    FIELDS.forEach(
        (field, form) -> {
          var given = names.getOrDefault(field.toLowerCase(Locale.ROOT), List.of());
          var node = given.isEmpty() ? sent.path(field) : sent.path(given.get(0));
          var text = node.isValueNode() && !node.isNull() ? node.asText() : "";
          if (given.size() > 1) {
            faults.put(field, "is there twice, as %s and %s".formatted(given.get(0), given.get(1)));
          } else if (node.isMissingNode() || node.isNull()) {
            if (form.needed()) {
              faults.put(field, "is missing; expected %s".formatted(form.expected()));
            }
          } else if (text.isEmpty() || !form.form().test(text)) {
            faults.put(
                field,
                field.equals(TOKEN)
                    ? "is not a token; expected %s".formatted(form.expected())
                    : "is %s; expected %s".formatted(shown(node.toString()), form.expected()));
          } else {
            values.put(field, text);
          }
        });
    return values;
  }

  /** As it can be shown in a sentence: cut, and without what moves a cursor. */
  private static String shown(String sent) {
    var text = sent.replaceAll("[\\p{C}\\p{Z}]", " ");
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  /** Where the token would go is looked at before anything is kept. */
  private Optional<URI> planUrl(Map<String, String> values, Map<String, String> faults) {
    var sent = Optional.ofNullable(values.get(PLAN_URL));
    var allowed = sent.flatMap(organizations::collection);
    if (sent.isPresent() && allowed.isEmpty()) {
      faults.put(
          PLAN_URL,
          "is %s; %s"
              .formatted(
                  shown(sent.get()),
                  organizations.none()
                      ? "this application tells no Azure DevOps anything: set "
                          + Organizations.SETTING
                          + " to the address of the organization, https://dev.azure.com/contoso/"
                      : "no run token is sent there: %s has %s"
                          .formatted(Organizations.SETTING, organizations.listed())));
    }
    return allowed;
  }
}
