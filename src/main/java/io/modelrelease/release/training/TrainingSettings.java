package io.modelrelease.release.training;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code modelrelease.training}.
 *
 * @param missingPackages what to do about a model whose online deployment without code would fail
 *     on Azure, since its conda.yaml lacks what the scoring script there imports
 */
@ConfigurationProperties("modelrelease.training")
record TrainingSettings(@DefaultValue("refuse") MissingPackages missingPackages) {

  /** What a release does about it. */
  enum MissingPackages {
    /** It ends before anything is registered or deployed. */
    REFUSE,
    /** It goes on, and its dossier says so: the emulator serves the model all the same. */
    WARN
  }
}
