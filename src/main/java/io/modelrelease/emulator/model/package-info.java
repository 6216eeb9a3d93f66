/**
 * Models as a scoring server holds them: an MLflow model folder, read from blob storage, that
 * really answers.
 */
package io.modelrelease.emulator.model;
