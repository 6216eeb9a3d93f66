package io.modelrelease.security;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.stereotype.Component;

/** What Tasklist offers at its left; made once, an admin may change them. */
@Component
class TaskFilters {
  private final FilterService filters;
  private final TaskService tasks;

  TaskFilters(FilterService filters, TaskService tasks) {
    this.filters = filters;
    this.tasks = tasks;
  }

  void create() {
    create(
        "For me",
        -10,
        "#3a7d44",
        tasks
            .createTaskQuery()
            .taskCandidateGroupInExpression("${currentUserGroups()}")
            .includeAssignedTasks());
    create(
        "Overdue approvals",
        -5,
        "#b3232a",
        tasks.createTaskQuery().dueBeforeExpression("${now()}"));
    create("All tasks", 0, "#3579dc", tasks.createTaskQuery());
  }

  private void create(String name, int priority, String color, TaskQuery query) {
    if (filters.createTaskFilterQuery().filterName(name).count() > 0) {
      return;
    }
    var filter = filters.newTaskFilter(name);
    filter.setQuery(query);
    filter.setProperties(
        Map.of(
            "priority",
            priority,
            "color",
            color,
            "refresh",
            true,
            "showUndefinedVariable",
            false,
            "variables",
            List.of(
                Map.of("name", "model", "label", "Model"),
                Map.of("name", "modelVersion", "label", "Version"))));
    filters.saveFilter(filter);
  }
}
