package io.modelrelease.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model project, read and checked as a whole. */
public final class ModelProject {
  private final String name;
  private final TaskType task;
  private final List<DataAsset> data;
  private final List<EnvironmentAsset> environments;
  private final List<Compute> computes;
  private final Job training;
  private final String modelOutput;
  private final Optional<Job> evaluation;
  private final Optional<OnlinePart> online;
  private final Optional<BatchPart> batch;
  private final TestPart test;
  private final Map<String, String> names;

  ModelProject(
      String name,
      TaskType task,
      List<DataAsset> data,
      List<EnvironmentAsset> environments,
      List<Compute> computes,
      Job training,
      String modelOutput,
      Optional<Job> evaluation,
      Optional<OnlinePart> online,
      Optional<BatchPart> batch,
      TestPart test,
      Map<String, String> names) {
    this.name = name;
    this.task = task;
    this.data = List.copyOf(data);
    this.environments = List.copyOf(environments);
    this.computes = List.copyOf(computes);
    this.training = training;
    this.modelOutput = modelOutput;
    this.evaluation = evaluation;
    this.online = online;
    this.batch = batch;
    this.test = test;
    this.names = Map.copyOf(names);
  }

  /**
   * Reads a project.
   *
   * @throws InvalidProjectException with all faults of all files
   */
  public static ModelProject read(ProjectFiles files) {
    return new ProjectReader(files).read();
  }

  public String name() {
    return name;
  }

  public TaskType task() {
    return task;
  }

  public List<DataAsset> data() {
    return data;
  }

  public List<EnvironmentAsset> environments() {
    return environments;
  }

  public List<Compute> computes() {
    return computes;
  }

  public Job training() {
    return training;
  }

  /** Which output of the training job is the model's folder. */
  public String modelOutput() {
    return modelOutput;
  }

  public Optional<Job> evaluation() {
    return evaluation;
  }

  public Optional<OnlinePart> online() {
    return online;
  }

  public Optional<BatchPart> batch() {
    return batch;
  }

  /** Each of its deployments brings a scoring script: the model need not be one of MLflow. */
  public boolean servesAnyModel() {
    return online.map(OnlinePart::servesAnyModel).orElse(true)
        && batch.map(BatchPart::servesAnyModel).orElse(true);
  }

  /** Azure ML generates the scoring script, and runs it in the model's own environment. */
  public boolean servesOnlineWithoutCode() {
    return online.filter(OnlinePart::servesWithoutCode).isPresent();
  }

  public TestPart test() {
    return test;
  }

  /** The environment of this name that comes with the project. */
  public Optional<EnvironmentAsset> environment(String name) {
    return environments.stream().filter(asset -> asset.name().equals(name)).findFirst();
  }

  /**
   * The version under which a release registers an asset that comes with the project.
   *
   * @param collection data, environments; others do not come with it
   */
  public Optional<String> versionBrought(String collection, String name) {
    return switch (collection) {
      case "data" ->
          data.stream()
              .filter(asset -> asset.name().equals(name))
              .map(DataAsset::version)
              .findFirst();
      case "environments" -> environment(name).map(EnvironmentAsset::version);
      default -> Optional.empty();
    };
  }

  /**
   * The name that {@code names:} gives an endpoint.
   *
   * @param environment staging or production
   */
  public Optional<String> endpointName(String environment, boolean onlineEndpoint) {
    return Optional.ofNullable(names.get(environment + (onlineEndpoint ? ".online" : ".batch")));
  }
}
