package io.modelrelease.security;

/** Asked about each instance that somebody starts at the engine's own doors. */
public interface EngineStarts {

  /**
   * Makes a release of it, or throws: then nothing of the instance is kept. It is called as the
   * application, with no person's rights.
   */
  void started(EngineStart start);
}
