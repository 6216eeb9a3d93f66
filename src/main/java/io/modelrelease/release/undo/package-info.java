/**
 * Undo: puts back what a release changed and deletes what it created. It asks Azure what is there,
 * so it is right from wherever it starts, and may run twice. It restores an endpoint only while
 * that still shows what this release writes, and goes on until nothing is left and no call can be
 * on its way any more.
 */
package io.modelrelease.release.undo;
