package io.modelrelease.devops;

import io.micrometer.core.instrument.MeterRegistry;
import io.modelrelease.azureml.AzureMlSettings;
import io.modelrelease.azureml.OwnIdentity;
import io.modelrelease.devops.Feedback.Kind;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.release.Releases;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration
@EnableConfigurationProperties(DevOpsSettings.class)
class DevOpsConfiguration {
  private static final Logger log = LoggerFactory.getLogger(DevOpsConfiguration.class);

  /** Azure DevOps' own application, the same in every directory. */
  private static final String SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default";

  private static final String CREDENTIAL = "modelrelease.devops.credential";

  @Bean
  Organizations organizations(DevOpsSettings settings, Environment environment) {
    var production = environment.acceptsProfiles(Profiles.of("production"));
    return new Organizations(settings.organizations(), !production);
  }

  @Bean
  RunTokens runTokens(DevOpsSettings settings, @Value("${modelrelease.home}") Path home) {
    return new RunTokens(settings.encryptionKey(), home);
  }

  @Bean
  PublicAddress publicAddress(Environment environment) {
    return new PublicAddress(
        () ->
            environment.getProperty(
                PublicAddress.SETTING,
                "http://127.0.0.1:"
                    + environment.getProperty(
                        "local.server.port", environment.getProperty("server.port", "8080"))));
  }

  @Bean
  FeedbackCount feedbackCount(MeterRegistry metrics, Feedback feedback) {
    return new FeedbackCount(metrics, feedback);
  }

  @Bean
  FeedbackSender feedbackSender(
      Feedback feedback,
      Evidence evidence,
      Releases releases,
      RunTokens tokens,
      FeedbackCount count,
      DevOpsSettings settings,
      Organizations organizations,
      PublicAddress address,
      AzureMlSettings azureMl,
      TransactionTemplate transaction,
      Clock clock) {
    var azure = new AzureDevOps(settings.callTimeout(), clock);
    Map<Kind, Teller> tellers = new EnumMap<>(Kind.class);
    tellers.put(Kind.CALLBACK, new CallbackTeller(azure, tokens, address, clock));
    var own =
        identity(settings, organizations, azureMl)
            .map(identity -> new RunTeller(azure, identity, organizations, address));
    Teller nobody = (row, release) -> Attempt.refused(CREDENTIAL + " is not set any more");
    tellers.put(Kind.STATUS, own.<Teller>map(teller -> teller::status).orElse(nobody));
    tellers.put(Kind.TAGS, own.<Teller>map(teller -> teller::tags).orElse(nobody));
    return new FeedbackSender(
        feedback, evidence, tellers, releases::find, tokens, count, settings, transaction, clock);
  }

  private static Optional<OwnIdentity> identity(
      DevOpsSettings settings, Organizations organizations, AzureMlSettings azureMl) {
    if (settings.identity().isEmpty() && !organizations.none()) {
      log.info(
          "Azure DevOps gets no commit statuses and no build tags: {} is not set.", CREDENTIAL);
    }
    return settings
        .identity()
        .map(
            credential ->
                OwnIdentity.of(
                    credential,
                    CREDENTIAL,
                    azureMl,
                    SCOPE,
                    organizations.local(),
                    settings.callTimeout()));
  }

  @Bean
  FeedbackThreads feedbackThreads(FeedbackSender sender, DevOpsSettings settings) {
    return new FeedbackThreads(sender, settings.pass(), settings.threads());
  }
}
