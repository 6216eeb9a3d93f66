package io.modelrelease.release.walk;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;

/**
 * The beans that models name, for one test after the other: every delegate and listener is there
 * and does nothing, unless the test says what it does.
 */
final class StubBeans extends AbstractMap<Object, Object> {
  private static final String EXECUTION_LISTENER = "releaseEndedListener";

  private final Map<Object, Object> told = new HashMap<>();

  @Override
  public Object put(Object name, Object bean) {
    return told.put(name, bean);
  }

  @Override
  public void clear() {
    told.clear();
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public Object get(Object name) {
    var bean = told.get(name);
    if (bean != null) {
      return bean;
    }
    var text = String.valueOf(name);
    if (text.endsWith("Delegate")) {
      return (JavaDelegate) execution -> {};
    }
    if (text.equals(EXECUTION_LISTENER)) {
      return (ExecutionListener) execution -> {};
    }
    return text.endsWith("Listener") ? (TaskListener) task -> {} : null;
  }

  @Override
  public Set<Entry<Object, Object>> entrySet() {
    return told.entrySet();
  }
}
