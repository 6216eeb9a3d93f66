package io.modelrelease.security;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceAtActivitiesCmd;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitStartFormCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.runtime.ProcessInstance;

/**
 * What somebody starts by the engine's REST API or in Tasklist goes through the same checks as at
 * our own door, in the transaction of the start. A listener in the models would not do: their start
 * events are save points, so that listeners run when the answer has been given.
 */
final class StartsByHand extends CommandInterceptor {
  private final Supplier<EngineStarts> starts;

  StartsByHand(Supplier<EngineStarts> starts) {
    this.starts = starts;
  }

  @Override
  public <T> T execute(Command<T> command) {
    var person = ActingPerson.current();
    if (person.isEmpty()) {
      return next.execute(command);
    }
    if (command instanceof StartProcessInstanceAtActivitiesCmd) {
      throw new AuthorizationException(
          "Nobody starts a release in its middle. Leave startInstructions out.");
    }
    var result = next.execute(command);
    if (command instanceof StartProcessInstanceCmd || command instanceof SubmitStartFormCmd) {
      var context = Context.getCommandContext();
      var instance =
          context
              .getExecutionManager()
              .findExecutionById(((ProcessInstance) result).getProcessInstanceId());
      context.runWithoutAuthorization(
          () -> {
            starts.get().started(new Started(person.get(), instance));
            return null;
          });
    }
    return result;
  }

  private record Started(Authentication authentication, ExecutionEntity instance)
      implements EngineStart {

    @Override
    public String process() {
      return ((ProcessDefinitionEntity) instance.getProcessDefinition()).getKey();
    }

    @Override
    public String person() {
      return authentication.getUserId();
    }

    @Override
    public List<String> roles() {
      return Optional.ofNullable(authentication.getGroupIds()).orElse(List.of()).stream()
          .filter(group -> Roles.OF_PEOPLE.contains(group) || Roles.OF_TOKENS.contains(group))
          .toList();
    }

    @Override
    public String businessKey() {
      return Optional.ofNullable(instance.getBusinessKey()).orElse("");
    }

    @Override
    public Map<String, Object> variables() {
      return instance.getVariables();
    }

    @Override
    public String instanceId() {
      return instance.getId();
    }

    @Override
    public void becomes(String businessKey, Map<String, Object> variables) {
      instance.setProcessBusinessKey(businessKey);
      instance.setVariables(variables);
    }
  }
}
