package io.modelrelease.security;

import java.util.List;
import java.util.Map;

/** An instance that the engine has just made for somebody, in a transaction that is still open. */
public interface EngineStart {

  /** Id of its process definition: {@code model-release}. */
  String process();

  String person();

  /** Their groups, as far as they are ours. */
  List<String> roles();

  /** Empty when none was given. */
  String businessKey();

  /** What came with the start. */
  Map<String, Object> variables();

  String instanceId();

  /** Gives the instance its business key, and values that the process needs. */
  void becomes(String businessKey, Map<String, Object> variables);
}
