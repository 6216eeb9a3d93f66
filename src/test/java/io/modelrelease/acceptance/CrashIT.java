package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills (SIGKILL), {@code crash.moments} of them: the application at its save points in turn, the
 * emulator between any two things that it does, and both at random moments. Releases end as if
 * nothing had happened. An undisturbed course tells which moments there are.
 */
@Tag("crash")
class CrashIT {
  private static final String MODEL = "credit-risk";
  private static final int MOMENTS = Integer.getInteger("crash.moments", 130);
  private static final int OF_THE_EMULATOR = MOMENTS / 5;
  private static final int AT_RANDOM = MOMENTS / 10;
  private static final int OF_THE_APPLICATION = MOMENTS - OF_THE_EMULATOR - AT_RANDOM;
  private static final long SEED = Long.getLong("crash.seed", 1);

  @TempDir static Path undisturbed;
  private static List<String> applicationsMoments;
  private static List<String> emulatorsMoments;
  private static Map<String, Integer> resources;

  @TempDir private Path folder;
  private Deaths deaths;
  private Mortal emulator;
  private Mortal application;

  @BeforeAll
  static void learnWhichMomentsThereAre() {
    var course = new CrashIT();
    try {
      course.launch("No kills", undisturbed);
      course.release(1);
      course.release(2);
      applicationsMoments = course.application.reached();
      emulatorsMoments = course.emulator.reached();
      resources = Traces.kinds(Traces.created(course.azure()));
    } finally {
      course.end();
    }
  }

  private void launch(String title, Path home) {
    deaths = new Deaths(title);
    emulator =
        new Mortal(
            Moments::ofTheEmulator,
            jvm ->
                RunningApplication.emulator(
                    home.resolve("emulator"), jvm, "--modelrelease.emulator.pace=300ms"),
            deaths);
    application =
        new Mortal(
            Moments::ofTheApplication,
            jvm ->
                RunningApplication.application(
                    home.resolve("home"),
                    jvm,
                    "--modelrelease.emulator.embedded=false",
                    "--modelrelease.azureml.endpoint=" + emulator.process().base(),
                    "--modelrelease.production.bake=PT1S",
                    "--camunda.bpm.generic-properties.properties.failed-job-retry-time-cycle="
                        + "PT1S,PT2S,PT4S,PT8S,PT16S"),
            deaths);
  }

  @AfterEach
  void close() {
    deaths.write();
    end();
  }

  private void end() {
    application.close();
    emulator.close();
  }

  private Emulated azure() {
    return emulator.process().azure();
  }

  /** One release from its start to production, and what it has to leave there. */
  private void release(int number) {
    var id = new ReleaseUnderFire(application, emulator, deaths, MODEL, number).complete();
    var version = "v%03d".formatted(number);
    Traces.demandWholeDossier(new Team(application.process()).dossier(id), version);
    Traces.demandProduction(azure(), MODEL, version);
  }

  @Test
  void finishesWhenTheApplicationIsKilledAtEverySavePointInTurn() {
    launch("The application, at its save points", folder);
    var once = kinds(applicationsMoments, name -> !name.endsWith(Moment.BEGUN));
    var first = new LinkedHashSet<>(spread(once, OF_THE_APPLICATION));
    var rest = kinds(applicationsMoments, name -> name.endsWith(Moment.BEGUN));
    var second = new LinkedHashSet<>(spread(rest, OF_THE_APPLICATION - first.size()));
    var chosen = first.size() + second.size();

    application.diesAt(moment -> first.remove(Moment.kind(moment.name())));
    release(1);
    application.diesAt(moment -> second.remove(Moment.kind(moment.name())));
    release(2);

    assertThat(Traces.kinds(Traces.created(azure()))).isEqualTo(resources);
    conclude(
        2,
        "%d of %d kinds of save points were hit where all was done and nothing committed, and %d of %d where nothing was begun."
            .formatted(
                Math.min(OF_THE_APPLICATION, once.size()),
                once.size(),
                chosen - Math.min(OF_THE_APPLICATION, once.size()),
                rest.size()));
    assertThat(Stream.concat(first.stream(), second.stream())).as("never reached").isEmpty();
  }

  @Test
  void finishesWhenTheEmulatorIsKilledBetweenAnyTwoThings() {
    launch("The emulator, between two things that it does", folder);
    var all = kinds(emulatorsMoments, CrashIT::changesSomething);
    var chosen = new LinkedHashSet<>(spread(all, OF_THE_EMULATOR));

    emulator.diesAt(moment -> chosen.remove(Moment.kind(moment.name())));
    release(1);
    release(2);

    conclude(2, "%d of %d kinds of moments were hit.".formatted(OF_THE_EMULATOR, all.size()));
    assertThat(chosen).as("never reached").isEmpty();
  }

  @Test
  void finishesWhenBothAreKilledAtRandomMoments() {
    launch("Both, at random moments (crash.seed=%d)".formatted(SEED), folder);
    var random = new Random(SEED);
    var clock = Executors.newSingleThreadScheduledExecutor();
    var number = 0;
    try {
      killLater(clock, random);
      while (deaths.count() < AT_RANDOM || number == 0) {
        release(++number);
      }
    } finally {
      clock.shutdownNow();
    }
    conclude(number, "Kills came while starting, too.");
  }

  /** Between one and fifteen seconds from now, and so on. */
  private void killLater(ScheduledExecutorService clock, Random random) {
    clock.schedule(
        () -> {
          var victim = random.nextInt(4) == 0 ? emulator : application;
          if (victim.process().isAlive()) {
            victim.kill(
                new Moment(
                    victim == emulator ? "emulator" : "application",
                    victim.lastReached().map(last -> "after " + last).orElse("at its start"),
                    victim.process().isReady() ? "while it worked" : "while it started",
                    ""));
          }
          if (deaths.count() < AT_RANDOM) {
            killLater(clock, random);
          }
        },
        1000 + random.nextInt(14_000),
        TimeUnit.MILLISECONDS);
  }

  private void conclude(int releases, String note) {
    assertThat(Traces.created(azure()))
        .isNotEmpty()
        .allSatisfy((path, times) -> assertThat(times).as(path).isEqualTo(1));
    application.stop();
    Traces.demandNothingLeft(folder.resolve("home"));
    deaths.cameTo(
        "%d kills, %d releases, all completed: each resource created once, ledger whole, nothing left open. %s"
            .formatted(deaths.count(), releases, note));
    assertThat(deaths.forever()).as("moments after which nothing went on").isEmpty();
  }

  private static boolean changesSomething(String moment) {
    return !moment.startsWith("GET ")
        && !moment.startsWith("HEAD ")
        && !moment.contains("/list")
        && !moment.contains("token-key");
  }

  private static List<String> kinds(List<String> moments, Predicate<String> which) {
    return moments.stream().map(Moment::kind).filter(which).distinct().toList();
  }

  /** So many of them, evenly; all if there are fewer. */
  private static <T> List<T> spread(List<T> all, int wanted) {
    var count = Math.min(wanted, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
        .toList();
  }
}
