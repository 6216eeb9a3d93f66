/**
 * The processes' own code, one sub-package a stage. A delegate reads, computes or writes the
 * ledger; whatever changes Azure is an {@link io.modelrelease.release.operation.AzureOperation} and
 * goes through the process {@code azure-operation}.
 *
 * <p>From a diagram to its class: {@code Task_ReadMetrics} is {@code ReadMetricsDelegate}, {@code
 * Call_CreateOnlineDeployment} is {@code CreateOnlineDeploymentOperation}.
 */
package io.modelrelease.release;
