/**
 * HTTP as the emulator needs it: an exchange, routes by pattern, Azure's error body in one place.
 */
package io.modelrelease.emulator.http;
