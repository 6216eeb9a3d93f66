package io.modelrelease.acceptance;

import io.modelrelease.acceptance.Deaths.Death;
import io.modelrelease.acceptance.Debugger.Look;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A process that is killed (SIGKILL) at moments, and launched again each time. */
final class Mortal implements AutoCloseable {
  private final RunningApplication process;
  private final Debugger debugger;
  private final Set<String> reached = new LinkedHashSet<>();
  private final Deaths deaths;
  private Optional<String> lastReached = Optional.empty();
  private Predicate<Moment> fatal = moment -> false;
  private final List<Death> own = new ArrayList<>();

  /**
   * @param moments of this kind of process: the debugger's looks, which tell what was reached
   * @param process not begun yet, with options for its virtual machine
   */
  Mortal(
      Function<Consumer<Moment>, Map<String, Look>> moments,
      Function<List<String>, RunningApplication> process,
      Deaths deaths) {
    this.debugger = new Debugger(moments.apply(this::reach));
    this.process = process.apply(debugger.options());
    this.deaths = deaths;
  }

  RunningApplication process() {
    return process;
  }

  /** From now on it dies at these moments. */
  synchronized void diesAt(Predicate<Moment> moments) {
    fatal = moments;
  }

  /** Names of all moments that it has come to, in order of the first time. */
  synchronized List<String> reached() {
    return List.copyOf(reached);
  }

  /** Where it came to last. */
  synchronized Optional<String> lastReached() {
    return lastReached;
  }

  private synchronized void reach(Moment moment) {
    reached.add(moment.name());
    lastReached = Optional.of(moment.place());
    own.stream().filter(death -> death.moment().work().equals(moment.work())).forEach(deaths::back);
    if (fatal.test(moment)) {
      kill(moment);
    }
  }

  /** Kills it now. */
  synchronized void kill(Moment moment) {
    process.kill();
    own.add(deaths.add(moment));
  }

  /** It answers again. */
  synchronized void back() {
    own.stream().filter(death -> death.moment().work().isEmpty()).forEach(deaths::back);
  }

  /** Launches it if it is dead. */
  void revive() {
    if (!process.isAlive()) {
      process.launch();
      debugger.attach();
    }
  }

  /** Ends it, as an operator would. */
  void stop() {
    process.close();
  }

  @Override
  public void close() {
    process.close();
    debugger.close();
  }
}
