/**
 * The tracking half of MLflow's REST API as a workspace offers it; a job's run has the job's name.
 */
package io.modelrelease.emulator.mlflow;
