package io.modelrelease.oidc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;

/**
 * An OpenID Connect server at an address of its own, which may be down; its addresses are those of
 * a tenant of Entra ID below another host.
 */
final class Provider {
  static final String TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
  static final String ISSUER = TENANT + "/v2.0";

  private final int port = freePort();
  private MockOAuth2Server server;

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI issuer() {
    return URI.create(authority() + "/" + ISSUER);
  }

  /** Below which all tenants are. */
  String authority() {
    return "http://localhost:" + port;
  }

  /** What is sent along to an API. */
  String sign(AccessToken token) {
    return server.issueToken(token.issuerId(), token.client(), token).serialize();
  }

  boolean isUp() {
    return server != null;
  }

  /** Lets everybody in who comes; who that is, says {@link #next}. */
  void start() {
    start(new MockOAuth2Server(new OAuth2Config(false)));
  }

  /** With a page on which people say who they are. */
  void startWithPage() {
    start(new MockOAuth2Server(new OAuth2Config(true)));
  }

  private void start(MockOAuth2Server next) {
    stop();
    next.start(port);
    server = next;
  }

  void stop() {
    if (server != null) {
      server.shutdown();
      server = null;
    }
  }

  /** Who logs in next. */
  void next(Person person) {
    server.enqueueCallback(person);
  }
}
