package io.modelrelease.cockpit;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.release.ReleaseView;
import io.modelrelease.release.Releases;
import io.modelrelease.security.Roles;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /releases}: the list, newest first, and a page for each, for everybody logged in. */
@Controller
@RequestMapping(path = "/releases", produces = MediaType.TEXT_HTML_VALUE)
class ReleasePages {
  private static final int PAGE = 50;

  /** A value of the dossier that stands alone. */
  record Fact(String name, String text) {}

  /** A part of the dossier with a heading. */
  record Section(String name, Paper paper) {}

  /** A job that has no retries left. */
  record Incident(String step, String message, String since) {}

  private final Releases releases;

  ReleasePages(Releases releases) {
    this.releases = releases;
  }

  @ModelAttribute
  void whoLooks(Authentication person, Model page, HttpServletResponse response) {
    page.addAttribute("person", person.getName());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  @GetMapping
  String list(
      @RequestParam Optional<String> model,
      @RequestParam Optional<String> state,
      @RequestParam Optional<String> page,
      Model shown) {
    var filter = Filter.of(model, state);
    var number = page.filter(text -> text.matches("\\d{1,6}")).map(Integer::parseInt).orElse(0);
    var found = releases.list(filter.modelIfSet(), filter.stateIfSet(), number, PAGE);
    shown.addAttribute("filter", filter);
    shown.addAttribute(
        "states",
        ReleaseView.STATES.stream()
            .map(each -> new Filter.State(each, Row.stateWords(each)))
            .toList());
    shown.addAttribute("rows", found.items().stream().map(Row::of).toList());
    shown.addAttribute("found", found(found));
    if (number > 0) {
      shown.addAttribute("newer", number - 1);
    }
    if ((number + 1L) * PAGE < found.total()) {
      shown.addAttribute("older", number + 1);
    }
    return "releases";
  }

  private static String found(ReleaseView.Page found) {
    var first = found.page() * (long) PAGE + 1;
    return "%d to %d of %d, newest first"
        .formatted(first, first + found.items().size() - 1, found.total());
  }

  @GetMapping("/{id}")
  String one(
      @PathVariable String id, Authentication person, Model shown, HttpServletResponse response)
      throws IOException {
    var release = releases.find(id);
    var dossier = releases.dossier(id);
    if (release.isEmpty() || dossier.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    var view = release.get();
    shown.addAttribute("id", view.id());
    shown.addAttribute("model", view.model());
    shown.addAttribute(
        "title",
        view.modelVersion() == null
            ? view.model()
            : "%s version %d".formatted(view.model(), view.modelVersion()));
    shown.addAttribute("release", Row.of(view));
    shown.addAttribute("tasks", view.tasks());
    shown.addAttribute("hasTasklist", hasTasklist(person));
    shown.addAttribute(
        "incidents",
        view.incidents().stream()
            .map(
                incident ->
                    new Incident(
                        Words.of(incident.activity()),
                        incident.message(),
                        "since " + Words.time(incident.occurredAt())))
            .toList());
    layOut(dossier.get(), shown);
    return "release";
  }

  /** Whoever is more than a scientist. */
  private static boolean hasTasklist(Authentication person) {
    return person.getAuthorities().stream()
        .anyMatch(role -> !role.getAuthority().equals(Roles.DATA_SCIENTISTS));
  }

  private static void layOut(JsonNode dossier, Model shown) {
    var facts = new ArrayList<Fact>();
    var sections = new ArrayList<Section>();
    dossier
        .properties()
        .forEach(
            part -> {
              var name = Words.of(part.getKey());
              if (part.getValue().isValueNode()) {
                facts.add(new Fact(name, Words.value(part.getValue().asText())));
              } else if (!part.getValue().isEmpty()) {
                sections.add(new Section(name, Paper.of(part.getValue())));
              }
            });
    shown.addAttribute("facts", facts);
    shown.addAttribute("sections", sections);
  }
}
