/**
 * The process {@code azure-operation}: begin a call that changes Azure, wait without a thread, read
 * how it went; busy, rejected and overdue are drawn once, there.
 */
package io.modelrelease.release.operation;
