/** What the emulator knows, on disk: a document a resource, written whole or not at all. */
package io.modelrelease.emulator.state;
