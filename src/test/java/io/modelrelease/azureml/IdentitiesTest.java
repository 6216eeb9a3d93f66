package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.modelrelease.azureml.CredentialSettings.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each environment's calls carry its own identity's token, got from an authority over TLS. */
class IdentitiesTest {
  private static final String PASSWORD = "only-for-this-test";
  private static final Pattern CLIENT = Pattern.compile("client_id=([^&]+)");

  @TempDir static Path folder;

  private static Path keys;
  private static SSLContext tls;
  private static SSLSocketFactory before;

  private final StubAzure azure = new StubAzure();
  private final List<String> asked = new ArrayList<>();
  private HttpsServer authority;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = folder.resolve("keys.pfx");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "key",
                    "-keyalg",
                    "RSA",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "SAN=dns:localhost,ip:127.0.0.1",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    keys.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
    var store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("key", store.getCertificate("key"));
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    // azure-identity looks with a connection of its own whether a workload's authority is there
    before = HttpsURLConnection.getDefaultSSLSocketFactory();
    HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
  }

  @AfterAll
  static void trustAsBefore() {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
  }

  @BeforeEach
  void startAuthority() throws IOException {
    authority = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    authority.setHttpsConfigurator(new HttpsConfigurator(tls));
    authority.createContext("/", this::giveToken);
    authority.start();
  }

  @AfterEach
  void stop() {
    authority.stop(0);
    azure.close();
  }

  private synchronized void giveToken(HttpExchange exchange) throws IOException {
    var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var client = CLIENT.matcher(form);
    var path = exchange.getRequestURI().getPath();
    asked.add(path + " " + URLDecoder.decode(form, StandardCharsets.UTF_8));
    var known = path.endsWith("/oauth2/v2.0/token") && client.find();
    var refused = form.contains("client_secret=wrong");
    var answer =
        known && !refused
            ? "{\"token_type\": \"Bearer\", \"expires_in\": 3600, \"access_token\": \"of-%s\"}"
                .formatted(client.group(1))
            : "{\"error\": \"invalid_client\", \"error_description\": \"no such secret\"}";
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(known && !refused ? 200 : 401, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Optional<URI> authorityUri() {
    return Optional.of(URI.create("https://localhost:" + authority.getAddress().getPort() + "/"));
  }

  private static HttpClient tokens() {
    return new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder().sslContext(tls)).build();
  }

  private static EnvironmentSettings as(
      Kind kind,
      String client,
      Optional<String> secret,
      Optional<String> certificate,
      Optional<String> tokenFile) {
    return StubAzure.environment(
        new CredentialSettings(
            kind,
            Optional.of("11111111-2222-3333-4444-555555555555"),
            Optional.of(client),
            secret,
            certificate,
            certificate.map(path -> PASSWORD),
            tokenFile));
  }

  private static EnvironmentSettings withSecret(String client, String secret) {
    return as(Kind.CLIENT_SECRET, client, Optional.of(secret), Optional.empty(), Optional.empty());
  }

  private String tokenOf(AzureMl client, TargetEnvironment environment) {
    client.workspace(environment).find(client.workspace(environment).armId());
    var seen = azure.seen("GET", StubAzure.WORKSPACE);
    return seen.get(seen.size() - 1).authorization();
  }

  @Test
  void everyEnvironmentsCallsCarryItsOwnIdentitysToken() throws IOException {
    var federated = Files.writeString(folder.resolve("token"), "federated");
    var client =
        azure.client(
            authorityUri(),
            Map.of(
                TargetEnvironment.DEV,
                withSecret("dev-app", "s3cret"),
                TargetEnvironment.STAGING,
                as(
                    Kind.CLIENT_CERTIFICATE,
                    "staging-app",
                    Optional.empty(),
                    Optional.of(keys.toString()),
                    Optional.empty()),
                TargetEnvironment.PRODUCTION,
                as(
                    Kind.WORKLOAD_IDENTITY,
                    "production-app",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(federated.toString()))),
            tokens());

    assertThat(tokenOf(client, TargetEnvironment.DEV)).isEqualTo("Bearer of-dev-app");
    assertThat(tokenOf(client, TargetEnvironment.STAGING)).isEqualTo("Bearer of-staging-app");
    assertThat(tokenOf(client, TargetEnvironment.PRODUCTION)).isEqualTo("Bearer of-production-app");
    assertThat(asked)
        .as("asked for the resource manager's audience")
        .allMatch(form -> form.contains("scope=https://management.azure.com/.default"))
        .anyMatch(form -> form.contains("client_secret=s3cret"))
        .anyMatch(form -> form.contains("client_assertion=federated"));
  }

  /** Entra finds the certificate by its thumbprint and checks the signature with it. */
  @Test
  void aPemFileAndAPfxFileSignAlike() throws Exception {
    var pem = folder.resolve("keys.pem");
    var store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    Files.writeString(
        pem,
        pem("PRIVATE KEY", store.getKey("key", PASSWORD.toCharArray()).getEncoded())
            + pem("CERTIFICATE", store.getCertificate("key").getEncoded()));
    var client =
        azure.client(
            authorityUri(),
            Map.of(
                TargetEnvironment.DEV, withCertificate("pem-app", pem, Optional.empty()),
                TargetEnvironment.STAGING, withCertificate("pfx-app", keys, Optional.of(PASSWORD)),
                TargetEnvironment.PRODUCTION, withSecret("app", "s3cret")),
            tokens());

    assertThat(tokenOf(client, TargetEnvironment.DEV)).isEqualTo("Bearer of-pem-app");
    assertThat(tokenOf(client, TargetEnvironment.STAGING)).isEqualTo("Bearer of-pfx-app");
    assertThat(asked)
        .hasSize(2)
        .allSatisfy(
            form ->
                assertThat(
                        isSignedWith(
                            store.getCertificate("key").getPublicKey(),
                            form.replaceAll("(?s).*client_assertion=([^&]+).*", "$1")))
                    .as(form)
                    .isTrue());
  }

  private static EnvironmentSettings withCertificate(
      String client, Path certificate, Optional<String> password) {
    return StubAzure.environment(
        new CredentialSettings(
            Kind.CLIENT_CERTIFICATE,
            Optional.of("11111111-2222-3333-4444-555555555555"),
            Optional.of(client),
            Optional.empty(),
            Optional.of(certificate.toString()),
            password,
            Optional.empty()));
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(content), what);
  }

  /** RS256 or PS256, as the library likes. */
  private static boolean isSignedWith(PublicKey key, String jwt) throws Exception {
    var parts = jwt.split("[.]");
    var header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    var signature =
        Signature.getInstance(header.contains("PS256") ? "RSASSA-PSS" : "SHA256withRSA");
    if (header.contains("PS256")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    signature.initVerify(key);
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }

  @Test
  void aRefusedSecretIsToldWithoutTheSecret() {
    var all = withSecret("app", "wrong-but-secret");
    var client =
        azure.client(
            authorityUri(),
            Map.of(
                TargetEnvironment.DEV, all,
                TargetEnvironment.STAGING, all,
                TargetEnvironment.PRODUCTION, all),
            tokens());

    assertThatThrownBy(() -> client.workspace(TargetEnvironment.STAGING).guid())
        .isInstanceOf(AzureException.class)
        .hasMessageContaining("No token for this environment's identity")
        .hasMessageContaining("no such secret")
        .message()
        .doesNotContain("wrong-but-secret");
    assertThat(all.toString()).doesNotContain("wrong-but-secret");
  }
}
