/** What would fail later is found now, before anything is sent. */
package io.modelrelease.release.preflight;
