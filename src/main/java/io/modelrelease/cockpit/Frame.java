package io.modelrelease.cockpit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import org.springframework.core.io.ClassPathResource;
import org.springframework.security.web.csrf.CsrfToken;

/** What all pages have around their content: title, the way to the list, who is logged in. */
final class Frame {
  private static final String LOOK_AGAIN = "<meta http-equiv=\"refresh\" content=\"10\">";

  private final String page;

  Frame() throws IOException {
    this.page =
        new ClassPathResource("cockpit/page.html").getContentAsString(StandardCharsets.UTF_8);
  }

  /**
   * @param content HTML, already escaped
   * @param changes whether the page looks again by itself
   */
  String around(String title, String content, Principal person, CsrfToken csrf, boolean changes) {
    return page.replace("{refresh}", changes ? LOOK_AGAIN : "")
        .replace("{title}", Html.text(title))
        .replace("{person}", Html.text(person.getName()))
        .replace("{csrf}", Html.text(csrf.getToken()))
        .replace("{content}", content); // last: what stands in it is not replaced
  }
}
