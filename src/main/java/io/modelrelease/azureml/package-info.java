/**
 * The REST client of Azure Machine Learning, on azure-core: resources of Azure Resource Manager
 * (ARM), run history and MLflow, blobs, scoring. What it sends is what Microsoft's published
 * contract says; every call can be repeated. It knows nothing of processes.
 *
 * <p>{@code azure-resourcemanager-machinelearning} would be the library for the ARM half; it could
 * not be resolved where this was built. It speaks the same REST API through the same azure-core.
 */
package io.modelrelease.azureml;
