package io.modelrelease.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Files and folders from elsewhere that go into the folder of a component's code (azure-ai-ml,
 * {@code AdditionalIncludes}): each under its own name, beside what is in the code's folder. The
 * ignore file of each folder counts for what is below it, that of the code for all.
 */
final class AdditionalIncludes {

  /** The client's name for the folder in which it brings them together. */
  private static final String FOLDER = "code_with_additional_includes";

  private final SortedMap<String, byte[]> merged = new TreeMap<>();
  private final IgnoreRules root;

  private AdditionalIncludes(IgnoreRules root) {
    this.root = root;
  }

  /**
   * @param code the component's own, if it has some
   */
  static Upload merged(Optional<Upload> code, List<Value> includes) {
    SortedMap<String, byte[]> own = code.map(Upload::files).orElseGet(TreeMap::new);
    var folder = code.filter(Upload::folder).isPresent();
    var into =
        new AdditionalIncludes((folder ? IgnoreRules.of(own) : IgnoreRules.NONE).ofComponent());
    into.put("", own);
    includes.forEach(into::include);
    return Upload.folder(FOLDER, into.merged);
  }

  private void include(Value value) {
    if (!value.isText()) {
      value.unexpected("the path of a file or folder; packages of Azure DevOps are not supported");
      return;
    }
    value
        .local()
        .upload(value)
        .ifPresent(
            found -> {
              if (!isFree(found.name())) {
                value.fault(
                    "the code has %s already; rename one".formatted(Paths.shown(found.name())));
              } else if (found.folder()) {
                put(found.name() + "/", found.files());
              } else {
                put("", found.files());
              }
            });
  }

  private boolean isFree(String name) {
    return !merged.containsKey(name) && merged.subMap(name + "/", name + "0").isEmpty();
  }

  private void put(String prefix, SortedMap<String, byte[]> files) {
    var below = new TreeMap<String, IgnoreRules>();
    files.keySet().stream()
        .filter(path -> path.matches("(.*/)?\\.(amlignore|gitignore)"))
        .map(path -> path.substring(0, path.lastIndexOf('/') + 1))
        .forEach(folder -> below.put(folder, IgnoreRules.of(inside(files, folder)).ofComponent()));
    files.forEach(
        (path, content) -> {
          if (!excludes(root, prefix + path)
              && below.entrySet().stream()
                  .noneMatch(
                      rules ->
                          path.startsWith(rules.getKey())
                              && excludes(
                                  rules.getValue(), path.substring(rules.getKey().length())))) {
            merged.put(prefix + path, content);
          }
        });
  }

  private static Map<String, byte[]> inside(SortedMap<String, byte[]> files, String folder) {
    var inside = new TreeMap<String, byte[]>();
    files.forEach(
        (path, content) -> {
          if (path.startsWith(folder)) {
            inside.put(path.substring(folder.length()), content);
          }
        });
    return inside;
  }

  /** The file, or a folder that it is in. */
  private static boolean excludes(IgnoreRules rules, String path) {
    return IntStream.range(0, path.length() + 1)
        .filter(at -> at == path.length() || path.charAt(at) == '/')
        .anyMatch(at -> rules.excludes(path.substring(0, at)));
  }
}
