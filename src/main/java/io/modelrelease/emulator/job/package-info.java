/** Jobs as processes of this machine, and what the run history and MLflow tell about them. */
package io.modelrelease.emulator.job;
