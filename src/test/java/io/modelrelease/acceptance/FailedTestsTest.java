package io.modelrelease.acceptance;

import org.junit.jupiter.api.Test;

class FailedTestsTest extends FaultyAzure {
  @Test
  void time() {
    for (var i = 1; i < 5; i++) {
      var start = System.nanoTime();
      var r = start("tim", i);
      team.approve(r, "approver");
      System.out.println("approved " + (System.nanoTime() - start) / 1e9);
      var v = team.completed(r);
      System.out.println("TIME " + (System.nanoTime() - start) / 1e9 + " " + v);
      System.out.println(
          team.dossier(r).toString().length() + " " + team.dossier(r).path("stagingTests"));
    }
  }
}
