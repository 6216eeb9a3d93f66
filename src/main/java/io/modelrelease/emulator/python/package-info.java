/** The Python of this machine, and what the emulator lends to it. */
package io.modelrelease.emulator.python;
