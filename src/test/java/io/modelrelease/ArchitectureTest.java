package io.modelrelease;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom: doors know the processes, those the ledger, that the client; never back. */
@AnalyzeClasses(packages = "io.modelrelease", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule arrows_point_one_way =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy("io.modelrelease.api..")
          .layer("devops")
          .definedBy("io.modelrelease.devops..")
          .layer("plan")
          .definedBy("io.modelrelease.plan..")
          .layer("cockpit")
          .definedBy("io.modelrelease.cockpit..")
          .layer("watch")
          .definedBy("io.modelrelease.watch..")
          .layer("release")
          .definedBy("io.modelrelease.release..")
          .layer("ledger")
          .definedBy("io.modelrelease.ledger..")
          .layer("security")
          .definedBy("io.modelrelease.security..")
          .layer("project")
          .definedBy("io.modelrelease.project..")
          .layer("azureml")
          .definedBy("io.modelrelease.azureml..")
          .whereLayer("api")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("devops")
          .mayOnlyBeAccessedByLayers("api")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("api")
          .whereLayer("cockpit")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("watch")
          .mayOnlyBeAccessedByLayers("api", "cockpit", "devops")
          .whereLayer("release")
          .mayOnlyBeAccessedByLayers("api", "cockpit", "devops", "watch")
          .whereLayer("ledger")
          .mayOnlyBeAccessedByLayers("api", "cockpit", "devops", "watch", "release")
          .whereLayer("project")
          .mayOnlyBeAccessedByLayers("api", "plan", "cockpit", "watch", "release", "ledger")
          .whereLayer("azureml")
          .mayOnlyBeAccessedByLayers(
              "api", "plan", "cockpit", "devops", "watch", "release", "ledger")
          .because("what is further in must not know who uses it");

  @ArchTest
  static final ArchRule the_emulator_stands_alone =
      noClasses()
          .that()
          .resideInAPackage("io.modelrelease.emulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.modelrelease.api..",
              "io.modelrelease.azureml..",
              "io.modelrelease.cockpit..",
              "io.modelrelease.devops..",
              "io.modelrelease.guard..",
              "io.modelrelease.ledger..",
              "io.modelrelease.plan..",
              "io.modelrelease.project..",
              "io.modelrelease.release..",
              "io.modelrelease.security..",
              "io.modelrelease.trainer..",
              "io.modelrelease.watch..")
          .because("an emulator that shares code with its client proves nothing")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_guard_stands_before_everything =
      noClasses()
          .that()
          .resideInAPackage("io.modelrelease.guard..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.modelrelease..")
                  .and(not(resideInAPackage("io.modelrelease.guard.."))))
          .because("it looks at settings before anything else is there");

  @ArchTest
  static final ArchRule nobody_but_the_main_class_knows_emulator_or_trainer =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.modelrelease.api..",
              "io.modelrelease.azureml..",
              "io.modelrelease.cockpit..",
              "io.modelrelease.devops..",
              "io.modelrelease.guard..",
              "io.modelrelease.ledger..",
              "io.modelrelease.plan..",
              "io.modelrelease.project..",
              "io.modelrelease.release..",
              "io.modelrelease.security..",
              "io.modelrelease.watch..",
              "io.modelrelease.trainer..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.modelrelease.emulator..")
          .because("everything goes over the same REST API as on Azure");

  @ArchTest
  static final ArchRule the_engine_is_known_where_processes_are =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.modelrelease.azureml..",
              "io.modelrelease.devops..",
              "io.modelrelease.guard..",
              "io.modelrelease.plan..",
              "io.modelrelease.project..",
              "io.modelrelease.emulator..",
              "io.modelrelease.trainer..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.camunda..")
          .because("the engine must be replaceable in one sweep");

  @ArchTest
  static final ArchRule stages_have_no_cycles =
      slices()
          .matching("io.modelrelease.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle is one package with two names");
}
