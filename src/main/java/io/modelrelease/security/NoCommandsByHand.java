package io.modelrelease.security;

import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.cmd.AddGroupIdentityLinkCmd;
import org.camunda.bpm.engine.impl.cmd.AddUserIdentityLinkCmd;
import org.camunda.bpm.engine.impl.cmd.CorrelateAllMessageCmd;
import org.camunda.bpm.engine.impl.cmd.CorrelateMessageCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteGroupIdentityLinkCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteUserIdentityLinkCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskBpmnErrorCmd;
import org.camunda.bpm.engine.impl.cmd.HandleTaskEscalationCmd;
import org.camunda.bpm.engine.impl.cmd.MessageEventReceivedCmd;
import org.camunda.bpm.engine.impl.cmd.RestartProcessInstancesCmd;
import org.camunda.bpm.engine.impl.cmd.SignalEventReceivedCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/**
 * Commands for which the engine has no question of their own: an error thrown into a task finishes
 * it past its listeners, a message sent by hand wakes what waits, a new candidate makes an approver
 * of whoever may administer. Nobody sends them.
 */
final class NoCommandsByHand extends CommandInterceptor {
  private static final Set<Class<?>> REFUSED =
      Set.of(
          HandleTaskBpmnErrorCmd.class,
          HandleTaskEscalationCmd.class,
          MessageEventReceivedCmd.class,
          CorrelateMessageCmd.class,
          CorrelateAllMessageCmd.class,
          SignalEventReceivedCmd.class,
          RestartProcessInstancesCmd.class,
          AddGroupIdentityLinkCmd.class,
          AddUserIdentityLinkCmd.class,
          DeleteGroupIdentityLinkCmd.class,
          DeleteUserIdentityLinkCmd.class);

  @Override
  public <T> T execute(Command<T> command) {
    if (REFUSED.contains(command.getClass()) && ActingPerson.current().isPresent()) {
      throw new AuthorizationException(
          "Nobody sends messages, signals or errors by hand, or changes whose task it is. Complete the task's form, or stop the release at DELETE /api/releases/{id}.");
    }
    return next.execute(command);
  }
}
