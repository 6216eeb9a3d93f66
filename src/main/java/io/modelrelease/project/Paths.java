package io.modelrelease.project;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Which paths the files of a model project may have. */
final class Paths {
  private static final Set<String> LEFT_OUT = Set.of(".git", "__pycache__", ".ipynb_checkpoints");
  private static final int LONGEST = 255;
  private static final int LONGEST_SHOWN = 120;
  private static final Pattern INVISIBLE = Pattern.compile("\\p{C}");

  private Paths() {}

  /** What tools leave in a folder, and nobody releases. */
  static boolean leftOut(String path) {
    return parts(path).stream().anyMatch(LEFT_OUT::contains);
  }

  /** Why a path is none inside the project; empty when it is one. */
  static Optional<String> wrongWith(String path) {
    if (path.length() > LONGEST) {
      return Optional.of("has a path of more than %d characters; shorten it".formatted(LONGEST));
    }
    if (path.contains("?")) { // which the tar reader puts in place of what is no UTF-8
      return Optional.of("has a name with a question mark, or one that is not UTF-8; rename it");
    }
    if (INVISIBLE.matcher(path).find()) {
      return Optional.of("has control characters in its name; rename it");
    }
    if (path.contains("\\")
        || parts(path).stream().anyMatch(part -> part.isEmpty() || part.matches("\\.\\.?"))) {
      return Optional.of("is not a path inside the project like data/train.csv");
    }
    return Optional.empty();
  }

  /** Files whose path is that of a folder too. */
  static List<Fault> foldersToo(SortedMap<String, byte[]> files) {
    return files.keySet().stream()
        .filter(path -> !files.subMap(path + "/", path + "0").isEmpty()) // 0 comes next after /
        .map(path -> Fault.of(shown(path), "is a file and a folder; rename one"))
        .toList();
  }

  private static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }

  /** As it can be shown in a sentence: cut, and without what moves a cursor. */
  static String shown(String name) {
    var cut = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN - 3) + "..." : name;
    return INVISIBLE.matcher(cut).replaceAll("?");
  }
}
