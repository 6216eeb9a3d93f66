package io.modelrelease.project;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One CLI v2 file of this machine, mapped as Microsoft's client would send it. */
public final class CliFile {
  private CliFile() {}

  /**
   * Writes down what would be sent.
   *
   * @return what is wrong with it; nothing was written down then that counts
   */
  public static Collection<Fault> plan(Path file, PlannedSending sending) {
    Set<Fault> faults = new LinkedHashSet<>();
    var absolute = file.toAbsolutePath().normalize();
    var root = absolute.getRoot();
    var source = new DiskFiles(root);
    var local = new LocalFiles(source, faults);
    var path = root.relativize(absolute).toString().replace('\\', '/');
    var content = source.file(path);
    if (content.isEmpty()) {
      return List.of(Fault.of(file.toString(), "there is no such file"));
    }
    Yaml.read(path, content.get(), local)
        .ifPresent(value -> FileKind.of(value).ifPresent(kind -> kind.send(value, sending)));
    return faults.stream()
        .map(
            fault ->
                fault.file().equals(path)
                    ? new Fault(
                        file.toString(),
                        fault.line(),
                        fault.column(),
                        fault.field(),
                        fault.message())
                    : fault)
        .toList();
  }
}
