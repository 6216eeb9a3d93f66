/**
 * What the live endpoints answer: the fingerprint of 100 fixed rows at every place, quality on the
 * staging rows, latency, the contract, batch beside online.
 */
package io.modelrelease.release.testing;
