/**
 * What lies beside the resource manager: run history, discovery, and the registries' data plane.
 */
package io.modelrelease.emulator.history;
