/** Process tests that read like the diagram: a walk through one model, its neighbours stubbed. */
package io.modelrelease.release.walk;
