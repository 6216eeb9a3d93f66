/**
 * Looks after what waits: tokens in receive tasks, with no thread and no job behind them. A look is
 * one read of Azure, or of a lock; what it finds is only a hint, since the step behind the wait
 * reads for itself.
 *
 * <p>Looks are due by a clock, and at once when Event Grid tells that something happened: {@code
 * POST /api/events/azureml}, shut unless {@code modelrelease.watch.events.*} is set. Without events
 * all goes the same way, later.
 */
package io.modelrelease.watch;
