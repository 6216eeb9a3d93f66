package io.modelrelease.release.gate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deploys the gate tables, each when its bytes differ from those that were last deployed from here.
 * So a restart does not put an old table back over one that an admin has deployed since.
 */
@Component
@EnableConfigurationProperties(GateSettings.class)
class GateDeployment implements SmartInitializingSingleton {
  private static final Logger log = LoggerFactory.getLogger(GateDeployment.class);

  /** Those that must be there; {@link FreezeWindows} may be missing. */
  private static final List<String> TABLES =
      List.of("quality-gate", "staging-gate", "approval-route");

  private final RepositoryService repository;
  private final ManagementService management;
  private final TransactionTemplate transaction;
  private final GateSettings settings;

  GateDeployment(
      RepositoryService repository,
      ManagementService management,
      TransactionTemplate transaction,
      GateSettings settings) {
    this.repository = repository;
    this.management = management;
    this.transaction = transaction;
    this.settings = settings;
  }

  @Override
  public void afterSingletonsInstantiated() {
    var tables = settings.folder().map(GateDeployment::ofFolder).orElseGet(GateDeployment::ours);
    transaction.executeWithoutResult(status -> deployChanged(tables));
    for (var table : TABLES) {
      if (repository.createDecisionDefinitionQuery().decisionDefinitionKey(table).count() == 0) {
        throw new IllegalStateException(
            "There is no gate table %s: put a %s.dmn into %s."
                .formatted(table, table, settings.gates().orElse("the program")));
      }
    }
  }

  private void deployChanged(SortedMap<String, byte[]> tables) {
    var lastDeployed = management.getProperties();
    var deployment = repository.createDeployment().name("gate tables").source("model-release");
    var changed = new TreeMap<String, String>();
    tables.forEach(
        (name, bytes) -> {
          var digest = sha256(bytes);
          if (!digest.equals(lastDeployed.get(property(name)))) {
            changed.put(name, digest);
            deployment.addInputStream(name, new ByteArrayInputStream(bytes));
          }
        });
    if (changed.isEmpty()) {
      return;
    }
    deployment.deploy();
    changed.forEach((name, digest) -> management.setProperty(property(name), digest));
    log.info("Deployed the gate tables {}", String.join(", ", changed.keySet()));
  }

  private static String property(String table) {
    return "modelrelease.gate." + table;
  }

  private static SortedMap<String, byte[]> ofFolder(Path folder) {
    var tables = new TreeMap<String, byte[]>();
    try (var files = Files.list(folder)) {
      for (var file : files.filter(path -> path.toString().endsWith(".dmn")).toList()) {
        tables.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the gate tables (modelrelease.gates)", e);
    }
    return tables;
  }

  private static SortedMap<String, byte[]> ours() {
    var tables = new TreeMap<String, byte[]>();
    try {
      for (var resource :
          new PathMatchingResourcePatternResolver().getResources("classpath:processes/*.dmn")) {
        tables.put(resource.getFilename(), resource.getContentAsByteArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tables;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
