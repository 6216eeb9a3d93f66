package io.modelrelease.troubles;

import io.modelrelease.WholeApplication;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.project.ArchiveLimits;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.release.preflight.Finding;
import io.modelrelease.release.preflight.PreFlight;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** Asks the pre-flight of projects, of an Azure that can be troubled. */
abstract class PreFlights extends WholeApplication {
  static final Duration LONGEST = Duration.ofSeconds(10);
  static final Project PROJECT = Project.named("before-take-off");

  static final String WORKSPACES =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease"
          + "/providers/Microsoft.MachineLearningServices/workspaces/";

  @Autowired PreFlight preFlight;
  @Autowired AzureMl azureMl;
  @Autowired Environment environment;
  EmulatorSeen azure;

  @BeforeEach
  void lookAtAzure() {
    azure = new EmulatorSeen(URI.create(environment.getProperty("modelrelease.azureml.endpoint")));
  }

  @AfterEach
  void asBefore() {
    azure.noFaults();
    List.of("quota", "rights").forEach(azure::noOrder);
  }

  void deny(String right, String scope) {
    azure.order(
        "rights",
        "{\"deny\": \"Microsoft.MachineLearningServices/%s\", \"scope\": \"%s\"}"
            .formatted(right, scope));
  }

  void online(String workspace, String name, String lock) {
    azure.put(
        workspace,
        "/onlineEndpoints/" + name,
        EmulatorSeen.parse(
            """
            {"location": "westeurope", "identity": {"type": "SystemAssigned"},
             "properties": {"authMode": "%s"}}"""
                .formatted(lock)));
  }

  static Project named(Project project, String online) {
    return project.replacing(
        "task: binary", "names: {production: {online: %s}}\ntask: binary".formatted(online));
  }

  static ModelProject read(Project project) {
    return ModelProject.read(
        ProjectFiles.ofArchive(new ByteArrayInputStream(project.archive()), ArchiveLimits.NONE));
  }

  List<Finding> findings(Project project) {
    return preFlight.check(read(project), Optional.of("1"));
  }
}
