/**
 * Azure Resource Manager's half of Azure ML: resources, their long-running operations, references
 * between them, and what is refused.
 *
 * <p>One table of operations ({@link io.modelrelease.emulator.arm.Operation}) is what the router
 * goes by and what the README shows; one of bodies ({@code bodies.txt}), made from Microsoft's
 * types, is what every PUT is held against. What is refused, with the source of each refusal, is in
 * the test's {@code refusals.yml}.
 *
 * <p>Unverified on Azure, and decided here: a field of a version other than description, tags,
 * properties, stage and isArchived cannot be changed; a model that a deployment serves, an enabled
 * schedule and a job that runs cannot be deleted; a failed deployment holds its cores until it is
 * deleted; deleting the default deployment of a batch endpoint is refused; publishing to a registry
 * version that exists is refused with 409; a model or data asset whose path holds nothing is
 * refused at registration; a PUT without traffic takes all traffic away; a location other than the
 * workspace's, and a PATCH of more than its few fields, are refused; endpoint names are unique over
 * all three workspaces, online and batch; a deployment that is updated serves its old model until
 * the update succeeds; a no-code online deployment with an environment of its own ends Failed.
 * Refused because the emulator cannot: Kubernetes, own scoring code, pipeline component deployments
 * (code {@code EmulatorLimit}).
 */
package io.modelrelease.emulator.arm;
