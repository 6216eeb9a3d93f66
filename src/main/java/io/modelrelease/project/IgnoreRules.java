package io.modelrelease.project;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which files of a folder stay at home when it is uploaded: what the patterns of its {@code
 * .amlignore} say, or, where it has none, those of its {@code .gitignore} (azure-ai-ml, {@code
 * _asset_utils.get_ignore_file}: only the uploaded folder's own file counts, none of the folders
 * above or below it; of several patterns that match a path the last one decides). Patterns are
 * Git's, as {@code pathspec} reads them.
 */
final class IgnoreRules {
  static final IgnoreRules NONE = new IgnoreRules(List.of());

  private static final List<String> FILES = List.of(".amlignore", ".gitignore");
  private static final String ANY_DEPTH = "**";

  /** What the client leaves out of a component's code without being told. */
  private static final String COMPILED = "__pycache__";

  private final List<Pattern> patterns;

  private record Pattern(boolean excludes, List<Segment> segments) {}

  /** Any number of folders, or one name. */
  private record Segment(boolean anyDepth, Glob name) {
    static Segment of(String text) {
      return new Segment(text.equals(ANY_DEPTH), new Glob(text));
    }
  }

  private IgnoreRules(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /** The rules of a folder whose files are these, by their path in it. */
  static IgnoreRules of(Map<String, byte[]> files) {
    return FILES.stream()
        .map(files::get)
        .flatMap(content -> Optional.ofNullable(content).stream())
        .findFirst()
        .map(content -> new String(content, StandardCharsets.UTF_8).lines())
        .map(lines -> new IgnoreRules(lines.map(String::strip).flatMap(IgnoreRules::read).toList()))
        .orElse(NONE);
  }

  /** The same, for the code of a component. */
  IgnoreRules ofComponent() {
    return new IgnoreRules(Stream.concat(patterns.stream(), IgnoreRules.read(COMPILED)).toList());
  }

  private static Stream<Pattern> read(String line) {
    if (line.isEmpty() || line.startsWith("#") || line.equals("/")) {
      return Stream.empty();
    }
    var kept = line.startsWith("!");
    var segments = new ArrayList<>(List.of((kept ? line.substring(1) : line).split("/", -1)));
    var last = segments.size() - 1;
    var folder = last > 0 && segments.get(last).isEmpty();
    if (segments.get(0).isEmpty()) {
      segments.remove(0); // from the root only
    } else if (last == 0 || last == 1 && folder) {
      segments.add(0, ANY_DEPTH);
    }
    if (folder && !segments.isEmpty()) {
      segments.set(segments.size() - 1, ANY_DEPTH); // what is below a folder, no file of its name
    }
    for (var i = segments.size() - 1; i > 0; i--) {
      if (segments.get(i).equals(ANY_DEPTH) && segments.get(i - 1).equals(ANY_DEPTH)) {
        segments.remove(i);
      }
    }
    return segments.isEmpty()
        ? Stream.empty()
        : Stream.of(new Pattern(!kept, segments.stream().map(Segment::of).toList()));
  }

  /** Whether a file or folder stays at home, by its path in the folder. */
  boolean excludes(String path) {
    var parts = List.of(path.split("/"));
    var excluded = false;
    for (var pattern : patterns) {
      if (matches(pattern.segments(), parts)) {
        excluded = pattern.excludes();
      }
    }
    return excluded;
  }

  /** A pattern that ends with a name matches what is below that, too. */
  private static boolean matches(List<Segment> segments, List<String> parts) {
    var reached = new BitSet(); // how many parts the segments so far may have taken
    reached.set(0);
    for (var i = 0; i < segments.size(); i++) {
      var segment = segments.get(i);
      var next = new BitSet();
      var from = reached.nextSetBit(0);
      if (segment.anyDepth()) {
        var last = i == segments.size() - 1;
        if (from >= 0 && !(last && from == parts.size())) {
          next.set(last ? from + 1 : from, parts.size() + 1);
        }
      } else {
        for (; from >= 0 && from < parts.size(); from = reached.nextSetBit(from + 1)) {
          if (segment.name().matches(parts.get(from))) {
            next.set(from + 1);
          }
        }
      }
      reached = next;
    }
    return !reached.isEmpty();
  }
}
