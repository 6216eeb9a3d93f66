/**
 * From the model project to a measured candidate in the dev workspace: data, environment, compute,
 * training job, registration with a fixed digest, evaluation beside the champion.
 */
package io.modelrelease.release.training;
