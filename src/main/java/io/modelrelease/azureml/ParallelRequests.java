package io.modelrelease.azureml;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends a few requests at a time for one thread, which waits where so many are on their way: what
 * waits to be sent would be in memory. That thread asks before each whether it may be sent, since
 * the guard of {@link Changes} is its own. After a failure nothing more is sent.
 */
final class ParallelRequests implements AutoCloseable {
  static final int AT_A_TIME = 4;

  private final ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

  /** Returns when it is on its way. */
  void send(Runnable request) {
    free.acquireUninterruptibly();
    var sent = false;
    try {
      fail();
      Changes.ask();
      workers.execute(() -> run(request));
      sent = true;
    } finally {
      if (!sent) {
        free.release();
      }
    }
  }

  private void run(Runnable request) {
    try {
      request.run();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      free.release();
    }
  }

  /** Waits for all that are on their way. */
  void finish() {
    free.acquireUninterruptibly(AT_A_TIME);
    free.release(AT_A_TIME);
    fail();
  }

  private void fail() {
    var found = failure.get();
    if (found != null) {
      throw found;
    }
  }

  /** Nothing of it is on its way any more. */
  @Override
  public void close() {
    free.acquireUninterruptibly(AT_A_TIME);
    workers.shutdown();
  }
}
