package io.modelrelease.azureml.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.azureml.BoundClient;
import io.modelrelease.emulator.RunningEmulator;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The emulator keeps to the contract that a workspace on Azure is asked for. */
class AzureMlContractTest {
  @TempDir Path home;

  @Test
  void holdsOnTheEmulator() {
    try (var emulator = RunningEmulator.start(home)) {
      var target =
          new Target(
              emulator.address().toString(),
              RunningEmulator.DEV,
              Optional.of("mlr-staging"),
              BoundClient.ofEmulator(emulator.address().toString()),
              emulator::token,
              new Target.Costs(true, true),
              true);
      var findings =
          AzureMlContract.asked(target, "the emulator", Path.of("target", "emulator-contract.md"));
      assertThat(findings.differences()).isEmpty();
      assertThat(findings.size()).isGreaterThan(90);
      assertThat(Made.clean(new Wire(target))).isEmpty();
    }
  }
}
