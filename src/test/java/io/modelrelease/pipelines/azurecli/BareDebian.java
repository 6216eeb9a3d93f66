package io.modelrelease.pipelines.azurecli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A minimal system of this machine's own distribution and mirror in a folder, made by debootstrap.
 * What is mounted for a step is in a namespace of that step and goes with it. Needs root.
 */
final class BareDebian implements AutoCloseable {
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> WATCHED =
      List.of("etc", "usr", "opt", "var/lib/dpkg", "home/agent/_tool");

  private final Path root;

  BareDebian(Path root) throws IOException, InterruptedException {
    this.root = root.toAbsolutePath();
    assertThat(run("id", "-u").strip())
        .as("These tests make a Debian, which needs root")
        .isEqualTo("0");
    remove();
    Files.createDirectories(this.root);
    var source = mirror();
    run(
        "debootstrap",
        "--variant=minbase",
        "--include=sudo",
        source[0],
        this.root.toString(),
        source[1]);
    // it need not survive a power cut
    Files.writeString(this.root.resolve("etc/dpkg/dpkg.cfg.d/fast"), "force-unsafe-io\n");
    inside("useradd", "--create-home", "--shell", "/bin/bash", "agent");
    inside("mkdir", "-p", "/home/agent/_tool", "/home/agent/_temp");
    inside("chown", "-R", "agent:", "/home/agent");
  }

  /** Suite and mirror that this machine itself installs from. */
  private static String[] mirror() throws IOException, InterruptedException {
    return run(
            "apt-get",
            "indextargets",
            "--format",
            "$(CODENAME) $(REPO_URI) $(ORIGIN)",
            "Created-By: Packages",
            "Component: main")
        .lines()
        .filter(line -> line.matches("[a-z]+ \\S+ (Debian|Ubuntu)"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No lists of packages: run apt-get update."))
        .split(" ");
  }

  /** May the agent's user become root? */
  void sudo(boolean allowed) throws IOException {
    var rule = root.resolve("etc/sudoers.d/agent");
    Files.deleteIfExists(rule);
    if (allowed) {
      Files.writeString(rule, "agent ALL=(ALL) NOPASSWD: ALL\n");
    }
  }

  Path path(String inside) {
    return root.resolve(inside.substring(1));
  }

  /** An agent that runs as a user of this system, with a network or none. */
  Agent agent(String user, boolean network, Map<String, String> more) {
    var environment =
        new HashMap<>(
            Map.of(
                "PATH", PATH,
                "HOME", user.equals("root") ? "/root" : "/home/" + user,
                "LANG", "C.UTF-8",
                "AGENT_TOOLSDIRECTORY", "/home/agent/_tool",
                "AGENT_TEMPDIRECTORY", "/home/agent/_temp"));
    environment.putAll(more);
    return new Agent(shell(user, network), root, environment);
  }

  private List<String> shell(String user, boolean network) {
    var command = new ArrayList<>(List.of("unshare", "--mount", "--fork"));
    if (!network) {
      command.add("--net");
    }
    command.addAll(
        List.of(
            "sh",
            "-c",
            """
            mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/run" && mkdir -p "$0/run/lock" &&
            exec chroot --userspec="$1" "$0" bash -c 'cd /home/agent/_temp && exec bash "$0"' "$2"
            """,
            root.toString(),
            user));
    return command;
  }

  String inside(String... command) throws IOException, InterruptedException {
    var whole = new ArrayList<>(List.of("chroot", root.toString()));
    whole.addAll(List.of(command));
    return run(whole.toArray(String[]::new));
  }

  /**
   * Programs, settings, packages and extensions, with their times: what a second run must leave.
   */
  Map<String, String> state() throws IOException {
    var state = new TreeMap<String, String>();
    for (var folder : WATCHED) {
      if (!Files.exists(root.resolve(folder))) {
        continue;
      }
      try (var files = Files.walk(root.resolve(folder))) {
        for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          if (!file.toString().contains("__pycache__")) {
            state.put(
                root.relativize(file).toString(),
                Files.size(file) + " " + Files.getLastModifiedTime(file));
          }
        }
      }
    }
    return state;
  }

  /** Files that are new, gone or written since. */
  Set<String> changesSince(Map<String, String> before) throws IOException {
    var changed = new HashSet<>(before.entrySet());
    var now = state().entrySet();
    var same = new HashSet<>(changed);
    same.retainAll(now);
    changed.addAll(now);
    changed.removeAll(same);
    return changed.stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  private void remove() throws IOException, InterruptedException {
    run("rm", "-rf", "--one-file-system", root.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    remove();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }
}
