package io.modelrelease.security;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Pipelines that come with Azure DevOps' own token (REST API "Oidctoken - Create").
 *
 * @param baseAddress what the issuer begins with; the organization's id follows. Unverified for
 *     Azure DevOps Server
 * @param organization id (GUID; {@code System.CollectionId}) of the pipelines that name none
 * @param longestLife of a token; Azure DevOps gives them 5 to 10 minutes
 * @param pipelines by the name that the ledger writes down
 */
@ConfigurationProperties("modelrelease.security.azure-devops")
record AzureDevOpsSettings(
    @DefaultValue("https://vstoken.dev.azure.com") URI baseAddress,
    @DefaultValue Optional<String> organization,
    @DefaultValue("PT1H") Duration longestLife,
    @DefaultValue Map<String, Pipeline> pipelines) {
  static final String SETTINGS = "modelrelease.security.azure-devops.pipelines";

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");
  private static final Pattern REF = Pattern.compile("refs/(heads|tags)/[^*?\\[\\]~^:\\\\\\s]+");

  /**
   * One pipeline, or several of one project.
   *
   * @param organization id (GUID), where it is not the one above
   * @param project id (GUID; {@code System.TeamProjectId}), claim {@code prj_id}
   * @param definition ids of the pipelines ({@code System.DefinitionId}), claim {@code def_id}
   * @param branches whole refs ({@code Build.SourceBranch}, such as refs/heads/main), claim {@code
   *     rpo_ref}; no patterns
   * @param repository id ({@code Build.Repository.ID}), claim {@code rpo_id}; any where it is not
   *     set
   * @param pullRequests runs for pull requests may come too, and ask for checks alone
   * @param roles what it may: pipelines, data-scientists, operators
   */
  record Pipeline(
      @DefaultValue Optional<String> organization,
      @DefaultValue("") String project,
      @DefaultValue Set<String> definition,
      @DefaultValue("refs/heads/main") Set<String> branches,
      @DefaultValue Optional<String> repository,
      @DefaultValue("false") boolean pullRequests,
      @DefaultValue(Roles.PIPELINES) Set<String> roles) {}

  AzureDevOpsSettings {
    SafeAddress.require("modelrelease.security.azure-devops.base-address", baseAddress);
    for (var entry : pipelines.entrySet()) {
      var name = entry.getKey();
      var pipeline = entry.getValue();
      PipelineRights.require(SETTINGS, name, pipeline.roles());
      require(
          pipeline.organization().or(() -> organization).filter(Guid::is).isPresent(),
          name,
          "organization",
          "the organization's id, a GUID (System.CollectionId)");
      require(
          Guid.is(pipeline.project()),
          name,
          "project",
          "the project's id, a GUID (System.TeamProjectId)");
      require(
          !pipeline.definition().isEmpty()
              && pipeline.definition().stream().allMatch(id -> NUMBER.matcher(id).matches()),
          name,
          "definition",
          "one or more numbers (System.DefinitionId)");
      require(
          (!pipeline.branches().isEmpty() || pipeline.pullRequests())
              && pipeline.branches().stream().allMatch(ref -> REF.matcher(ref).matches()),
          name,
          "branches",
          "whole refs such as refs/heads/main, without patterns; pull requests come with pull-requests=true");
    }
  }

  private static void require(boolean right, String name, String field, String expected) {
    if (!right) {
      throw new IllegalArgumentException("%s.%s.%s: %s".formatted(SETTINGS, name, field, expected));
    }
  }

  /** As the issuers of all pipelines' tokens begin and end. */
  Set<String> organizations() {
    return pipelines.values().stream().map(this::organizationOf).collect(Collectors.toSet());
  }

  String organizationOf(Pipeline pipeline) {
    return pipeline.organization().or(() -> organization).orElseThrow().toLowerCase(Locale.ROOT);
  }

  String issuer(String organization) {
    return SafeAddress.plain(baseAddress) + "/" + organization;
  }
}
