package io.modelrelease.azureml;

import io.modelrelease.azureml.AzureError.Stage;
import io.modelrelease.azureml.FailureRow.Log;
import io.modelrelease.azureml.FailureRow.Means;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The table {@code failures.yml}: what Azure's codes and words mean, and what to do about them. */
final class FailureCatalogue {
  private static final String TABLE = "failures.yml";
  private static final String NOT_KNOWN = "Azure names no cause that is known here.";
  private static final String MEND =
      "Mend what Azure names, then choose Retry; or choose Stop to undo the release.";
  private static final String ROLE = "role is missing";
  private static final String MISSING = "something is missing";

  private static final FailureRow PASSES =
      row(
          "Azure throttles or is down (408, 429, 5xx)",
          Means.TRANSIENT,
          "Azure is busy, down or slow.",
          "It is tried again by itself, with growing pauses. When the last try has failed, look at"
              + " Azure's status page and raise the retries of the job in Cockpit.");
  private static final FailureRow STRANGER =
      row(
          "token is not accepted (401)",
          Means.REJECTED,
          "The identity of this environment is not known to Azure, or its secret is old.",
          "Azure does not accept the token of this environment's identity: check its tenant,"
              + " client id and secret, then choose Retry.");
  private static final FailureRow UNKNOWN = row("anything else", Means.REJECTED, NOT_KNOWN, MEND);

  private static final FailureCatalogue READ = new FailureCatalogue(load());

  private final List<FailureRow> rows;

  private FailureCatalogue(List<FailureRow> rows) {
    this.rows = rows;
  }

  static FailureCatalogue read() {
    return READ;
  }

  List<FailureRow> rows() {
    return rows;
  }

  /** What is known without a sign: by the status, or not at all. */
  static List<FailureRow> withoutSign() {
    return List.of(PASSES, STRANGER, UNKNOWN);
  }

  /**
   * What the answer to a request means.
   *
   * @param status of 400 and more
   */
  FailureRow ofRequest(int status, AzureError error) {
    if (status == 408 || status == 429 || status >= 500) {
      return PASSES;
    }
    if (status == 401) {
      return STRANGER;
    }
    return find(Stage.REQUEST, status, error)
        .orElseGet(() -> status == 403 ? named(ROLE) : status == 404 ? named(MISSING) : UNKNOWN);
  }

  /** What it means that something ended failed that Azure had taken. */
  FailureRow ofEnd(AzureError error) {
    return find(error.stage(), 0, error).orElse(UNKNOWN);
  }

  private Optional<FailureRow> find(Stage stage, int status, AzureError error) {
    var text = error.code() + " " + error.message();
    return rows.stream().filter(row -> row.fits(stage, status, text)).findFirst();
  }

  private FailureRow named(String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }

  private static FailureRow row(String name, Means means, String cause, String next) {
    return new FailureRow(
        name, Set.of(), Set.of(), Pattern.compile("$^"), means, cause, next, Log.NONE, "", false);
  }

  private static List<FailureRow> load() {
    try (var table = FailureCatalogue.class.getResourceAsStream(TABLE)) {
      var rows =
          new Load(LoadSettings.builder().setLabel(TABLE).build()).loadFromInputStream(table);
      return ((List<?>) rows).stream().map(row -> row((Map<?, ?>) row)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FailureRow row(Map<?, ?> row) {
    var name = text(row, "name");
    var known =
        Set.of(
            "name",
            "when",
            "status",
            "sign",
            "means",
            "cause",
            "next",
            "log",
            "source",
            "verified");
    if (!known.containsAll(row.keySet())) {
      throw new IllegalStateException("%s: row %s: fields are %s".formatted(TABLE, name, known));
    }
    return new FailureRow(
        name,
        texts(row, "when").stream()
            .map(stage -> constant(Stage.class, stage))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Stage.class))),
        texts(row, "status").stream()
            .map(Integer::valueOf)
            .collect(Collectors.toCollection(HashSet::new)),
        Pattern.compile(text(row, "sign"), Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
        constant(Means.class, text(row, "means")),
        text(row, "cause"),
        text(row, "next"),
        constant(Log.class, text(row, "log")),
        text(row, "source"),
        row.get("verified").equals(true));
  }

  private static String text(Map<?, ?> row, String field) {
    if (row.get(field) instanceof String text && !text.isBlank()) {
      return text;
    }
    throw new IllegalStateException("%s: a row has no %s: %s".formatted(TABLE, field, row));
  }

  private static List<String> texts(Map<?, ?> row, String field) {
    return row.get(field) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }
}
