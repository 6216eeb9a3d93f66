/** Tells Azure DevOps how releases go: callbacks of waiting jobs, commit statuses, build tags. */
package io.modelrelease.devops;
