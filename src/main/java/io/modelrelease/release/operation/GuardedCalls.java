package io.modelrelease.release.operation;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.CallContext;
import io.modelrelease.azureml.CallWithheldException;
import io.modelrelease.ledger.Calls;
import io.modelrelease.ledger.Ledger;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Watches over the calls that a release sends: just before each that changes something it is
 * written down, then the mark {@code stopping} is looked at. Undo may end when no such call can be
 * on its way any more.
 */
@Component
class GuardedCalls {
  private final Calls calls;
  private final Ledger ledger;

  GuardedCalls(Calls calls, Ledger ledger) {
    this.calls = calls;
    this.ledger = ledger;
  }

  /**
   * @throws CallWithheldException when the release is stopping: the call was not sent
   */
  <T> T send(OperationContext context, String operation, Supplier<T> work) {
    var release = context.release().id();
    var environment = context.environment().key();
    var sent = new AtomicBoolean();
    Runnable guard =
        () -> {
          calls.sending(release, environment, operation);
          sent.set(true);
          if (ledger.isStopping(release)) {
            throw new CallWithheldException(
                "Release %s is stopping: %s was not sent.".formatted(release, operation));
          }
        };
    var answered = true;
    try {
      return CallContext.of(release, operation, () -> AzureMl.guarded(guard, work));
    } catch (AzureException e) {
      answered = e.status() != 0; // else it may have come there, or come yet
      throw e;
    } finally {
      if (answered && sent.get()) {
        calls.answered(release, environment, operation);
      }
    }
  }
}
