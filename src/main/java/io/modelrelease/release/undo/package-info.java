/**
 * Undo: puts back what a release changed and deletes what it created. It asks Azure what is there,
 * so it is right from wherever it starts, and may run twice. It restores an endpoint only while
 * that still shows what this release wrote.
 */
package io.modelrelease.release.undo;
