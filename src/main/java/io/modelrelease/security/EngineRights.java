package io.modelrelease.security;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;

import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.UserOperationLogCategoryPermissions;
import org.springframework.stereotype.Component;

/**
 * What each group may in Tasklist and Cockpit. Work on a task comes with being its candidate; what
 * nobody may is kept by {@link ReleaseChecker}.
 */
@Component
class EngineRights {
  private final AuthorizationService authorizations;

  EngineRights(AuthorizationService authorizations) {
    this.authorizations = authorizations;
  }

  void grant() {
    for (var group : new String[] {Roles.APPROVERS, Roles.OPERATORS}) {
      grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
      grant(group, Resources.FILTER, ANY, Permissions.READ);
    }
    // to give back what was claimed is an assignment; it lets nobody decide who may not.
    // Without the right to read the instance, Tasklist's list shows no model and no version
    grant(
        Roles.APPROVERS,
        Resources.PROCESS_DEFINITION,
        "model-release",
        ProcessDefinitionPermissions.READ,
        ProcessDefinitionPermissions.READ_INSTANCE,
        ProcessDefinitionPermissions.TASK_ASSIGN);

    grant(Roles.OPERATORS, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
    grant(Roles.OPERATORS, Resources.DEPLOYMENT, ANY, Permissions.READ);
    grant(
        Roles.OPERATORS,
        Resources.PROCESS_DEFINITION,
        ANY,
        ProcessDefinitionPermissions.READ,
        ProcessDefinitionPermissions.READ_INSTANCE,
        ProcessDefinitionPermissions.READ_HISTORY,
        ProcessDefinitionPermissions.READ_TASK,
        ProcessDefinitionPermissions.RETRY_JOB,
        ProcessDefinitionPermissions.SUSPEND_INSTANCE);
    grant(
        Roles.OPERATORS,
        Resources.PROCESS_DEFINITION,
        "azure-operation",
        ProcessDefinitionPermissions.TASK_ASSIGN);
    grant(
        Roles.OPERATORS,
        Resources.DECISION_DEFINITION,
        ANY,
        Permissions.READ,
        Permissions.READ_HISTORY);
    grant(
        Roles.OPERATORS,
        Resources.OPERATION_LOG_CATEGORY,
        ANY,
        UserOperationLogCategoryPermissions.READ);

    for (var process : StartRights.PROCESSES) {
      mayStart(StartRights.roleFor(process), process);
      mayStart(Roles.PIPELINES, process);
    }
    for (var group : new String[] {Roles.DATA_SCIENTISTS, Roles.OPERATORS, Roles.PIPELINES}) {
      grant(group, Resources.PROCESS_INSTANCE, ANY, Permissions.CREATE);
    }

    for (var resource : Resources.values()) {
      grant(Roles.ADMIN, resource, ANY, Permissions.ALL);
    }
  }

  private void mayStart(String group, String process) {
    grant(
        group,
        Resources.PROCESS_DEFINITION,
        process,
        ProcessDefinitionPermissions.READ,
        ProcessDefinitionPermissions.CREATE_INSTANCE);
  }

  private void grant(String group, Resource resource, String id, Permission... permissions) {
    var authorization =
        authorizations
            .createAuthorizationQuery()
            .authorizationType(Authorization.AUTH_TYPE_GRANT)
            .groupIdIn(group)
            .resourceType(resource)
            .resourceId(id)
            .singleResult();
    if (authorization == null) {
      authorization = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
      authorization.setGroupId(group);
      authorization.setResource(resource);
      authorization.setResourceId(id);
    }
    authorization.setPermissions(permissions);
    authorizations.saveAuthorization(authorization);
  }
}
