package io.modelrelease.security;

import java.util.Optional;

/**
 * Says whether a person may work on the approval of a release. Kept by a command checker of the
 * engine for every kind of task work, so that no way round the form exists.
 */
public interface FourEyes {

  /**
   * @param releaseId business key of the task's process instance
   * @param taskId the task
   * @param userId the authenticated person
   * @return the objection as a sentence for that person, empty when they may
   */
  Optional<String> objection(String releaseId, String taskId, String userId);
}
