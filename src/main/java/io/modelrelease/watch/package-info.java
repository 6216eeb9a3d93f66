/**
 * Looks after what waits: tokens in receive tasks, with no thread and no job behind them. A look is
 * one read of Azure, or of a lock; what it finds is only a hint, since the step behind the wait
 * reads for itself.
 */
package io.modelrelease.watch;
