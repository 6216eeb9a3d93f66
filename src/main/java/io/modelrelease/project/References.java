package io.modelrelease.project;

import java.util.Optional;

/** What {@code azureml:name:version}, {@code azureml:name@latest} and {@code azureml:name} mean. */
public interface References {

  /**
   * @param collection data, environments, models, computes
   * @param version empty for {@code @latest} and for none
   * @return the ARM id
   */
  String resolve(String collection, String name, Optional<String> version);
}
