package io.modelrelease.security;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;

/**
 * What nobody may, whatever was granted to them: work on an approval without four eyes, start, bend
 * or migrate an instance by hand, write its variables, deploy processes. The engine asks it before
 * each such command of a person; the job executor and our own code are nobody and are not asked.
 *
 * <p>A proxy, since the interface has some seventy methods and grows.
 */
final class ReleaseChecker implements InvocationHandler {
  private static final Set<String> BENDING_BATCHES =
      Set.of("MODIFY", "MIGRATE", "RESTART", "SET_VARIABLES", "CORRELATE");

  private final Supplier<FourEyes> fourEyes;

  private ReleaseChecker(Supplier<FourEyes> fourEyes) {
    this.fourEyes = fourEyes;
  }

  static CommandChecker asCommandChecker(Supplier<FourEyes> fourEyes) {
    return (CommandChecker)
        Proxy.newProxyInstance(
            CommandChecker.class.getClassLoader(),
            new Class<?>[] {CommandChecker.class},
            new ReleaseChecker(fourEyes));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "ReleaseChecker";
      };
    }
    ActingPerson.current().ifPresent(person -> check(person, method.getName(), arguments));
    return null;
  }

  private void check(Authentication person, String what, Object[] arguments) {
    switch (what) {
      case "checkTaskWork" -> taskWork(person, (TaskEntity) arguments[0]);
      case "checkCreateProcessInstance" -> start(person, (ProcessDefinition) arguments[0]);
      case "checkUpdateProcessInstance" ->
          refuse(
              "A release goes the way that its model draws: nobody moves or signals it by hand.");
      case "checkUpdateProcessInstanceVariables", "checkUpdateTaskVariable" ->
          refuse("Nobody writes variables by hand. Complete the task's form.");
      case "checkCreateMigrationPlan", "checkMigrateProcessInstance" ->
          refuse("A running release keeps its models: nobody migrates it.");
      case "checkCreateDeployment" -> {
        if (!groups(person).contains(Roles.ADMIN)) {
          refuse("Only %s deploy gate tables, and nobody deploys anything else.", Roles.ADMIN);
        }
      }
      case "checkDeleteDeployment",
          "checkDeleteProcessDefinitionById",
          "checkDeleteProcessDefinitionByKey" ->
          refuse("Deployments stay: releases of the past need them. Deploy a newer gate table.");
      case "checkCreateBatch" -> {
        var kind = ((Permission) arguments[0]).getName().toUpperCase(Locale.ROOT);
        if (BENDING_BATCHES.stream().anyMatch(kind::contains)) {
          refuse("Nobody modifies, migrates, restarts or correlates releases by hand.");
        }
      }
      default -> {
        // what is granted stands
      }
    }
  }

  /** What else a start needs is asked for by {@link StartsByHand}, when its values are known. */
  private static void start(Authentication person, ProcessDefinition definition) {
    var process = definition.getKey();
    if (!StartRights.PROCESSES.contains(process)) {
      refuse("%s is a part of releases, and is not started alone.", process);
    }
    if (!StartRights.mayStart(groups(person), process)) {
      refuse(StartRights.refusal(person.getUserId(), process));
    }
  }

  private void taskWork(Authentication person, TaskEntity task) {
    if (!needsFourEyes(task)) {
      return;
    }
    var candidates =
        task.getCandidates().stream()
            .map(IdentityLink::getGroupId)
            .filter(group -> group != null)
            .collect(Collectors.toSet());
    if (candidates.stream().noneMatch(groups(person)::contains)) {
      refuse("Only members of %s decide on this release.", String.join(", ", candidates));
    }
    fourEyes
        .get()
        .objection(task.getExecution().getProcessBusinessKey(), task.getId(), person.getUserId())
        .ifPresent(ReleaseChecker::refuse);
  }

  private static boolean needsFourEyes(TaskEntity task) {
    if (task.getExecution() == null) {
      return false;
    }
    var extensions = task.getBpmnModelElementInstance().getExtensionElements();
    return extensions != null
        && extensions.getElementsQuery().filterByType(CamundaProperties.class).list().stream()
            .flatMap(properties -> properties.getCamundaProperties().stream())
            .anyMatch(
                property ->
                    property.getCamundaName().equals("fourEyes")
                        && property.getCamundaValue().equals("true"));
  }

  private static List<String> groups(Authentication person) {
    return person.getGroupIds() == null ? List.of() : person.getGroupIds();
  }

  private static void refuse(String sentence, Object... values) {
    throw new AuthorizationException(values.length == 0 ? sentence : sentence.formatted(values));
  }
}
