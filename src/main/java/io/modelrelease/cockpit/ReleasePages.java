package io.modelrelease.cockpit;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.release.ReleaseView;
import io.modelrelease.release.Releases;
import io.modelrelease.security.Roles;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** {@code /releases}: the list, newest first, and a page for each, for everybody logged in. */
@Controller
@RequestMapping(path = "/releases", produces = MediaType.TEXT_HTML_VALUE)
class ReleasePages {
  private static final int PAGE = 50;

  private final Releases releases;
  private final Frame frame;

  ReleasePages(Releases releases) throws IOException {
    this.releases = releases;
    this.frame = new Frame();
  }

  @GetMapping
  @ResponseBody
  ResponseEntity<String> list(
      @RequestParam Optional<String> page, Principal person, CsrfToken csrf) {
    var number = page.filter(text -> text.matches("\\d{1,6}")).map(Integer::parseInt).orElse(0);
    var found = releases.list(Optional.empty(), Optional.empty(), number, PAGE);
    var rows = found.items().stream().map(ReleasePages::row).collect(Collectors.joining());
    var content =
        found.items().isEmpty()
            ? "<p>There is none here yet. A commit starts one, or a POST to /api/releases.</p>"
            : """
              <table><thead><tr><th>Release</th><th>State</th><th>Where it stands, and why</th>
              <th>Started</th><th>Ended</th></tr></thead><tbody>%s</tbody></table>
              """
                .formatted(rows);
    return answer(frame.around("Releases", content + pager(found), person, csrf, true));
  }

  private static String row(ReleaseView release) {
    return """
        <tr><td><a href="/releases/%s">%s</a></td><td>%s</td><td>%s</td><td class="when">%s</td><td class="when">%s</td></tr>
        """
        .formatted(
            Html.text(release.id()),
            Html.text(release.id()),
            state(release),
            release.reason().isEmpty() ? Html.text(step(release)) : Html.text(release.reason()),
            time(release.startedAt()),
            time(release.endedAt()));
  }

  private static String pager(ReleaseView.Page found) {
    var newer =
        found.page() == 0
            ? ""
            : "<a href=\"/releases?page=%d\">Newer</a> ".formatted(found.page() - 1);
    var older =
        (found.page() + 1L) * PAGE >= found.total()
            ? ""
            : "<a href=\"/releases?page=%d\">Older</a>".formatted(found.page() + 1);
    return "<p>%s%s</p>".formatted(newer, older);
  }

  @GetMapping("/{id}")
  @ResponseBody
  ResponseEntity<String> one(
      @PathVariable String id, Authentication person, CsrfToken csrf, HttpServletResponse response)
      throws IOException {
    var release = releases.find(id);
    var dossier = releases.dossier(id);
    if (release.isEmpty() || dossier.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    var view = release.get();
    var title =
        view.modelVersion() == null
            ? view.model()
            : "%s version %d".formatted(view.model(), view.modelVersion());
    return answer(
        frame.around(
            title,
            now(view, hasTasklist(person)) + sections(dossier.get()),
            person,
            csrf,
            view.endedAt() == null));
  }

  private static boolean hasTasklist(Authentication person) {
    return person.getAuthorities().stream()
        .anyMatch(role -> !role.getAuthority().equals(Roles.DATA_SCIENTISTS));
  }

  private static String now(ReleaseView release, boolean withTasks) {
    var now = new StringBuilder();
    now.append("<p>%s %s</p>".formatted(state(release), Html.text(step(release))));
    if (!release.reason().isEmpty()) {
      now.append("<p class=\"reason\">%s</p>".formatted(Html.text(release.reason())));
    }
    for (var task : release.tasks()) {
      now.append(
          (withTasks
                  ? "<p>Waits for a person: <a href=\"%s\">%s</a></p>"
                  : "<p>Waits for a person: %2$s</p>")
              .formatted(Html.text(task.url()), Html.text(task.name())));
    }
    for (var incident : release.incidents()) {
      now.append(
          "<p class=\"reason\">%s failed and is not tried again: %s</p>"
              .formatted(
                  Html.text(Html.words(incident.activity())), Html.text(incident.message())));
    }
    return now.toString();
  }

  private static String sections(JsonNode dossier) {
    var facts = new StringBuilder();
    var sections = new StringBuilder();
    for (Map.Entry<String, JsonNode> part : dossier.properties()) {
      if (part.getValue().isValueNode()) {
        facts.append(
            "<dt>%s</dt><dd>%s</dd>"
                .formatted(Html.text(Html.words(part.getKey())), Html.of(part.getValue())));
      } else if (!part.getValue().isEmpty()) {
        sections.append(
            "<section><h2>%s</h2>%s</section>"
                .formatted(Html.text(Html.words(part.getKey())), Html.of(part.getValue())));
      }
    }
    return "<dl>%s</dl>%s".formatted(facts, sections);
  }

  private static String state(ReleaseView release) {
    return "<span class=\"state %s\">%s</span>"
        .formatted(Html.text(release.state()), Html.text(release.state().replace('-', ' ')));
  }

  private static String step(ReleaseView release) {
    return release.step().isEmpty() ? "" : Html.words(release.step());
  }

  private static String time(Instant instant) {
    return instant == null ? "" : Html.time(instant);
  }

  private static ResponseEntity<String> answer(String page) {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(page);
  }
}
