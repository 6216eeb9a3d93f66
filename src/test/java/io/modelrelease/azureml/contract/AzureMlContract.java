package io.modelrelease.azureml.contract;

import java.nio.file.Path;
import java.util.List;

/** Asks all facts of a target, cleans up, and writes what was found. */
final class AzureMlContract {
  private AzureMlContract() {}

  static Findings asked(Target target, String where, Path page) {
    var wire = new Wire(target);
    var findings = new Findings();
    var made = new Made();
    List<String> left;
    try {
      new ManagementFacts(target, wire, findings, made).ask();
      new JobFacts(target, wire, findings, made).ask();
      new ServingFacts(target, wire, findings, made).ask();
    } finally {
      left = Made.clean(wire);
      left.forEach(what -> findings.leftOut("it could not be cleaned up: " + what));
      findings.write(where, page);
    }
    return findings;
  }
}
