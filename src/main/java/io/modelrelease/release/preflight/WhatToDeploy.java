package io.modelrelease.release.preflight;

import java.util.ArrayList;
import java.util.List;

/** A release without endpoints, or with nothing to compare answers with, leads nowhere. */
final class WhatToDeploy implements PreFlightCheck {
  private static final String FILE = "model.yml";

  @Override
  public String name() {
    return FILE;
  }

  @Override
  public List<Finding> check(Flight flight) {
    var findings = new ArrayList<Finding>();
    var project = flight.project();
    if (project.online().isEmpty() && project.batch().isEmpty()) {
      findings.add(
          Finding.refuse(
              FILE,
              "It names neither an online nor a batch endpoint, so there is nothing to deploy to.",
              "Name one under online or batch."));
    }
    if (project.online().isEmpty() && project.evaluation().isEmpty()) {
      findings.add(
          Finding.refuse(
              FILE,
              "It names neither an evaluation job nor an online endpoint, so there would be no"
                  + " answers to hold the batch endpoint's against.",
              "Name one under evaluate or online."));
    }
    return findings;
  }
}
