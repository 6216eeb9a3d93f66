/**
 * The pipelines as Azure DevOps would run them: a reader of what our own templates use of its
 * language, and no more, an agent that runs their bash, and a server job that waits to be called.
 */
package io.modelrelease.pipelines;
