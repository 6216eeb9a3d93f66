package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A team's repository: our pipelines, copied, one address set in them, and model projects; with the
 * origin that agents fetch from.
 */
public final class TeamRepository {
  private static final Path OURS = Path.of("pipelines");

  private final Path work;
  private final Path origin;

  private TeamRepository(Path work, Path origin) {
    this.work = work;
    this.origin = origin;
  }

  /**
   * @param address what the team sets as modelReleaseUrl
   * @param models names of model projects, each the sample under that name with few trees
   */
  public static TeamRepository at(Path folder, String address, String... models) {
    var repository = new TeamRepository(folder.resolve("work"), folder.resolve("origin.git"));
    try {
      Files.createDirectories(repository.work);
      repository.git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git");
      repository.git("init", "--quiet", "--initial-branch=main");
      repository.git("remote", "add", "origin", repository.origin.toString());
      try (var files = Files.walk(OURS)) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          if (!file.startsWith(OURS.resolve("models"))) {
            repository.write(file.toString(), Files.readString(file));
          }
        }
      }
      repository.edit(
          "pipelines/config.yml", text -> text.replace("http://127.0.0.1:8080", address));
      for (var model : models) {
        repository.addModel(model);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    repository.commit("Pipelines and models");
    repository.push();
    return repository;
  }

  public void addModel(String model) {
    var sample = OURS.resolve("models/credit-risk");
    try (var files = Files.walk(sample)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        write(
            "pipelines/models/%s/%s".formatted(model, sample.relativize(file)),
            Files.readString(file)
                .replace("name: credit-risk\n", "name: " + model + "\n")
                .replace("cpu-cluster", model + "-cpu")
                .replace("rounds: 200", "rounds: 30")
                .replace("{p95: 200ms}", "{p95: 10s}"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void write(String file, String text) {
    try {
      var path = work.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void edit(String file, UnaryOperator<String> change) {
    try {
      var before = Files.readString(work.resolve(file));
      var after = change.apply(before);
      assertThat(after).as(file).isNotEqualTo(before);
      write(file, after);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes one file of a model project, and nothing that counts. */
  public void touch(String model) {
    write(
        "pipelines/models/%s/NOTES.md".formatted(model),
        "Changed at %d.\n".formatted(System.nanoTime()));
  }

  public String commit(String message) {
    return commit(message, "author@example.org");
  }

  public String commit(String message, String author) {
    git("add", "--all");
    git("-c", "user.name=A", "-c", "user.email=" + author, "commit", "-q", "-m", message);
    return head();
  }

  /** Commits and pushes a change of one model. */
  public String change(String model) {
    touch(model);
    var commit = commit("Change " + model);
    push();
    return commit;
  }

  public void push() {
    git("push", "--quiet", "--force", "origin", "HEAD");
  }

  /** As Azure Repos offers a pull request to pipelines: its merge with main. */
  String pullRequest(int number, String branch) {
    git("checkout", "--quiet", "-B", "merge", "main");
    merge(branch);
    git("push", "--quiet", "--force", "origin", "HEAD:refs/pull/%d/merge".formatted(number));
    var commit = head();
    git("checkout", "--quiet", branch);
    return commit;
  }

  void merge(String branch) {
    git(
        "-c",
        "user.name=M",
        "-c",
        "user.email=merger@example.org",
        "merge",
        "--quiet",
        "--no-ff",
        "--no-edit",
        branch);
  }

  public String head() {
    return git("rev-parse", "HEAD").strip();
  }

  Path pipeline(String name) {
    return work.resolve("pipelines/%s.yml".formatted(name));
  }

  String git(String... arguments) {
    return git(work, arguments);
  }

  /** As an agent does: fetches what it has to, and leaves no branch checked out. */
  void checkOut(Path target, String commit, int depth) {
    git(target, "init", "--quiet");
    var fetch = new ArrayList<>(List.of("fetch", "--quiet", "--force"));
    if (depth > 0) {
      fetch.add("--depth=" + depth);
    }
    fetch.addAll(
        List.of(
            "file://" + origin,
            "+refs/heads/*:refs/remotes/origin/*",
            "+refs/pull/*:refs/remotes/pull/*"));
    git(target, fetch.toArray(String[]::new));
    git(target, "checkout", "--quiet", "--force", "--detach", commit);
  }

  private String git(Path folder, String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      var process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
