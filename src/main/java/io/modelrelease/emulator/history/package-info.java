/**
 * What lies beside the resource manager: run history, artifacts, where assets lie, discovery, and
 * the registries' data plane.
 */
package io.modelrelease.emulator.history;
