/**
 * The step templates that use the Azure CLI, on agents with a recording az and on a bare Debian.
 */
package io.modelrelease.pipelines.azurecli;
