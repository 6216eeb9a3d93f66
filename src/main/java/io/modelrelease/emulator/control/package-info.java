/**
 * What steers and shows the emulator, apart from the API that it imitates: {@code /_emulator/*}.
 */
package io.modelrelease.emulator.control;
