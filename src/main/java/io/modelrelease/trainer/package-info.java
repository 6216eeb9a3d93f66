/**
 * The sample training program: trains and evaluates gradient-boosted trees (XGBoost) on CSV files,
 * and leaves MLflow model folders that Azure ML deploys without code. It is what jobs of the sample
 * model projects run, and knows nothing else of this application.
 */
package io.modelrelease.trainer;
