package io.modelrelease.watch;

import java.net.URI;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The web hook for Event Grid, {@value EventsController#PATH}. It is shut unless a secret or Entra
 * ID is set.
 *
 * @param secret of the query parameter {@code code}, or of the header {@code X-Event-Secret} (a
 *     delivery property of the event subscription); 16 characters or more
 * @param entra Event Grid's own token, instead of a secret or beside it
 * @param largest delivery that is read; Event Grid's are 1 MB at most
 * @param mostEvents in one delivery
 * @param perMinute deliveries that are taken; and as many tokens that are verified
 * @param remembered ids of events, so that a doubled one costs nothing
 */
@ConfigurationProperties("modelrelease.watch.events")
record EventSettings(
    @DefaultValue Optional<String> secret,
    @DefaultValue Optional<Entra> entra,
    @DefaultValue("1MB") DataSize largest,
    @DefaultValue("1000") int mostEvents,
    @DefaultValue("600") int perMinute,
    @DefaultValue("10000") int remembered) {
  private static final int SHORTEST_SECRET = 16;

  /**
   * Who may have sent it (Azure documentation, "Deliver events to Microsoft Entra protected
   * endpoints").
   *
   * @param jwkSetUri {@code https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys}
   * @param issuer {@code https://sts.windows.net/{tenant}/} or {@code
   *     https://login.microsoftonline.com/{tenant}/v2.0}, as the application's tokens have it
   * @param audience of the application that stands for this web hook
   * @param appId who asked for the token: Microsoft.EventGrid's own application
   */
  record Entra(
      URI jwkSetUri,
      String issuer,
      String audience,
      @DefaultValue("4962773b-9cdb-44cf-a8bf-237846a00ab7") String appId) {

    Entra {
      if (jwkSetUri == null || issuer == null || audience == null) {
        throw new IllegalArgumentException(
            "modelrelease.watch.events.entra needs jwk-set-uri, issuer and audience");
      }
      var local =
          "127.0.0.1".equals(jwkSetUri.getHost()) || "localhost".equals(jwkSetUri.getHost());
      if (!"https".equals(jwkSetUri.getScheme()) && !local) {
        throw new IllegalArgumentException(
            "modelrelease.watch.events.entra.jwk-set-uri is https: " + jwkSetUri);
      }
    }
  }

  EventSettings {
    secret = secret.filter(text -> !text.isBlank());
    if (secret.filter(text -> text.length() < SHORTEST_SECRET).isPresent()) {
      throw new IllegalArgumentException(
          "modelrelease.watch.events.secret has %d characters or more".formatted(SHORTEST_SECRET));
    }
    if (largest.toBytes() < 1 || mostEvents < 1 || perMinute < 1 || remembered < 1) {
      throw new IllegalArgumentException(
          "modelrelease.watch.events: largest, most-events, per-minute and remembered are 1 or more");
    }
  }

  boolean on() {
    return secret.isPresent() || entra.isPresent();
  }
}
