package io.modelrelease.release;

import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.TestLedger;
import io.modelrelease.project.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.spring.ProcessEngineFactoryBean;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.spin.plugin.impl.SpinProcessEnginePlugin;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The real engine, driven by hand, in the database and the transactions of the ledger. No component
 * itself, so that no scan of the whole application finds it.
 */
public class TestEngine {
  public static final ProjectFiles SAMPLE =
      ProjectFiles.ofFolder(Path.of("pipelines/models/credit-risk"));

  @Bean
  SpringProcessEngineConfiguration processEngineConfiguration(
      DataSource database, PlatformTransactionManager transactions, ApplicationContext context) {
    var configuration = new SpringProcessEngineConfiguration();
    // "default" is the application's, and all engines of one JVM are found by their names
    configuration.setProcessEngineName("models");
    configuration.setDataSource(database);
    configuration.setTransactionManager(transactions);
    configuration.setApplicationContext(context);
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setJobExecutorActivate(false);
    configuration.setHistory("full");
    configuration.setFailedJobRetryTimeCycle("PT30S,PT2M,PT10M");
    configuration.setProcessEnginePlugins(List.of(new SpinProcessEnginePlugin()));
    return configuration;
  }

  @Bean
  ProcessEngineFactoryBean processEngine(SpringProcessEngineConfiguration configuration) {
    var factory = new ProcessEngineFactoryBean();
    factory.setProcessEngineConfiguration(configuration);
    return factory;
  }

  @Bean
  RuntimeService runtimeService(ProcessEngine engine) {
    return engine.getRuntimeService();
  }

  @Bean
  RepositoryService repositoryService(ProcessEngine engine) {
    return engine.getRepositoryService();
  }

  @Bean
  HistoryService historyService(ProcessEngine engine) {
    return engine.getHistoryService();
  }

  @Bean
  TaskService taskService(ProcessEngine engine) {
    return engine.getTaskService();
  }

  @Bean
  IdentityService identityService(ProcessEngine engine) {
    return engine.getIdentityService();
  }

  @Bean
  ManagementService managementService(ProcessEngine engine) {
    return engine.getManagementService();
  }

  /** Does all jobs that are due, until none is; a job that fails is an error of the test. */
  public static void run(ManagementService management) {
    for (var jobs = management.createJobQuery().executable().list();
        !jobs.isEmpty();
        jobs = management.createJobQuery().executable().list()) {
      management.executeJob(jobs.get(0).getId());
    }
  }

  /** Writes a release of the sample project down, with its version and its project. */
  public static ReleaseRecord open(ApplicationContext context, String id, int version) {
    return TestLedger.open(context, id, "credit-risk", version, SAMPLE.digest(), SAMPLE.archive());
  }
}
