/** What has to be in a Python environment for Azure ML's servers to run a model in it. */
package io.modelrelease.release.serving;
