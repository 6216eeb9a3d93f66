package io.modelrelease.emulator.blob;

/**
 * Somewhere in blob storage.
 *
 * @param path name of a blob, or a prefix
 */
public record BlobPlace(String account, String container, String path) {}
