/**
 * Azure Resource Manager's half of Azure ML: resources, their long-running operations, references
 * between them, and what is refused.
 *
 * <p>Unverified on Azure, and decided here: deleting the default deployment of a batch endpoint is
 * refused; publishing to a registry version that exists is refused with 409; a model or data asset
 * whose path holds nothing is refused at registration; a PUT without traffic takes all traffic
 * away; a location other than the workspace's, and a PATCH of more than its few fields, are
 * refused; endpoint names are unique over all three workspaces, online and batch; a deployment that
 * is updated serves its old model until the update succeeds; a no-code online deployment with an
 * environment of its own ends Failed. Refused because the emulator cannot: Kubernetes, own scoring
 * code, pipeline component deployments (code {@code EmulatorLimit}).
 */
package io.modelrelease.emulator.arm;
