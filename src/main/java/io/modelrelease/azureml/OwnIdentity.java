package io.modelrelease.azureml;

import com.azure.core.credential.SimpleTokenCache;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An identity of the same kinds as those of the environments, for a service of Microsoft's that is
 * not Azure Machine Learning.
 */
public final class OwnIdentity {
  private final Supplier<SimpleTokenCache> fresh;
  private final Duration longest;
  private volatile SimpleTokenCache tokens;

  private OwnIdentity(Supplier<SimpleTokenCache> fresh, Duration longest) {
    this.fresh = fresh;
    this.longest = longest;
    this.tokens = fresh.get();
  }

  /**
   * @param prefix of its settings, for what is wrong with them
   * @param scope of its tokens
   * @param local its service is on this machine, so that tokens of an emulator do
   * @param longest time that a token may take
   * @throws IllegalStateException with all that is wrong with the settings, a line each
   */
  public static OwnIdentity of(
      CredentialSettings credential,
      String prefix,
      AzureMlSettings azure,
      String scope,
      boolean local,
      Duration longest) {
    var faults = new ArrayList<String>();
    var addresses = Addresses.of(azure, new ArrayList<>());
    if (credential.kind() == CredentialSettings.Kind.EMULATOR) {
      if (!local) {
        faults.add(
            "%s.kind is emulator, whose tokens no service of Microsoft's takes: set managed-identity, workload-identity, client-secret, client-certificate or azure-cli."
                .formatted(prefix));
      }
    } else {
      // where the resource manager is says nothing of another service
      addresses =
          new Addresses(
              addresses.cloud(),
              addresses.cloud().resourceManager(),
              addresses.authority(),
              addresses.ownAuthority());
    }
    credential.check(prefix, addresses, System.getenv(), faults);
    if (!faults.isEmpty()) {
      throw new IllegalStateException(String.join("\n", faults));
    }
    var source = Credentials.of(credential, addresses, new JdkHttpClientBuilder().build());
    return new OwnIdentity(
        () ->
            new SimpleTokenCache(
                () -> source.getToken(new TokenRequestContext().setScopes(List.of(scope)))),
        longest);
  }

  /**
   * A token that is good for some minutes.
   *
   * @throws RuntimeException of azure-identity, saying why there is none
   */
  public String token() {
    return tokens.getToken().block(longest).getToken();
  }

  /** The last token was refused, and is not given again. */
  public void forget() {
    tokens = fresh.get();
  }
}
