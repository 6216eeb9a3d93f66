package io.modelrelease.security;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Builds into the engine what no right can be granted against. */
@Component
class ReleaseGuard extends AbstractProcessEnginePlugin {
  private final ObjectProvider<FourEyes> fourEyes;
  private final ObjectProvider<EngineStarts> starts;

  /** Both know the ledger, which needs the engine's data source. */
  ReleaseGuard(ObjectProvider<FourEyes> fourEyes, ObjectProvider<EngineStarts> starts) {
    this.fourEyes = fourEyes;
    this.starts = starts;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    // post: inside the command's context, which knows for whom it is
    var before = configuration.getCustomPostCommandInterceptorsTxRequired();
    var interceptors = new ArrayList<CommandInterceptor>(before == null ? List.of() : before);
    interceptors.add(new NoCommandsByHand());
    interceptors.add(new StartsByHand(starts::getObject));
    configuration.setCustomPostCommandInterceptorsTxRequired(interceptors);

    var others = configuration.getCustomPreDeployers();
    var deployers = new ArrayList<Deployer>(others == null ? List.of() : others);
    deployers.add(new OnlyGateTables());
    configuration.setCustomPreDeployers(deployers);
  }

  @Override
  public void postInit(ProcessEngineConfigurationImpl configuration) {
    configuration.getCommandCheckers().add(ReleaseChecker.asCommandChecker(fourEyes::getObject));
  }
}
