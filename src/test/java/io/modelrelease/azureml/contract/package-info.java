/**
 * What the client and the emulator rest on, each fact with its source, asked of the emulator always
 * and of a workspace on Azure with {@code mvn -Pazure verify}.
 */
package io.modelrelease.azureml.contract;
