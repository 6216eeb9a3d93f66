/**
 * Azure Blob Storage as far as Azure ML's clients use it: block blobs, metadata, ranges, listing.
 */
package io.modelrelease.emulator.blob;
