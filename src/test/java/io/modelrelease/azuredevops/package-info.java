/**
 * An imitation of Azure DevOps for tests, made from Microsoft's REST reference: what a pipeline's
 * job, a callback, a commit status and a build tag meet there.
 */
package io.modelrelease.azuredevops;
