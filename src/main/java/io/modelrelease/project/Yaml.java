package io.modelrelease.project;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML 1.2 with positions: no tags of its own, aliases counted, size limited. */
final class Yaml {
  private static final int MOST_ALIASES = 50;
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final int MOST_VALUES = 50_000;
  private static final int DEEPEST = 50;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setMaxAliasesForCollections(MOST_ALIASES)
          .setCodePointLimit(MOST_CHARACTERS)
          .setAllowDuplicateKeys(false)
          .build();

  private Yaml() {}

  /** Reads one document; what cannot be read is a fault, and empty. */
  static Optional<Value> read(String file, byte[] content, List<Fault> faults) {
    try {
      var root = new Compose(SETTINGS).composeString(new String(content, StandardCharsets.UTF_8));
      if (root.isEmpty()) {
        faults.add(new Fault(file, 1, 1, "-", "the file is empty"));
        return Optional.empty();
      }
      return Optional.of(new Reading(file, faults).value("", root.get(), root.get(), 0));
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark();
      faults.add(
          new Fault(
              file,
              mark.map(at -> at.getLine() + 1).orElse(1),
              mark.map(at -> at.getColumn() + 1).orElse(1),
              "-",
              "no YAML: " + e.getProblem()));
      return Optional.empty();
    } catch (YamlEngineException e) {
      faults.add(new Fault(file, 1, 1, "-", "no YAML: " + e.getMessage()));
      return Optional.empty();
    } catch (StackOverflowError e) { // the library descends without a limit
      faults.add(new Fault(file, 1, 1, "-", "no YAML: nested too deeply"));
      return Optional.empty();
    }
  }

  /** Aliases share nodes; values are counted, so that none of them can multiply without end. */
  private static final class Reading {
    private final String file;
    private final List<Fault> faults;
    private int values;

    Reading(String file, List<Fault> faults) {
      this.file = file;
      this.faults = faults;
    }

    Value value(String field, Node node, Node at, int depth) {
      if (depth > DEEPEST || ++values > MOST_VALUES) {
        throw new YamlEngineException("nested too deeply, or too large");
      }
      var content = content(field, node, depth);
      var quoted =
          node instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
      var value = new Value(file, line(at), column(at), field, content, quoted, faults);
      if (node.getTag() != null && !node.getTag().getValue().startsWith("tag:yaml.org,2002:")) {
        value.fault("tags like %s are not allowed".formatted(node.getTag()));
      }
      return value;
    }

    private Object content(String field, Node node, int depth) {
      if (node instanceof MappingNode mapping) {
        var fields = new LinkedHashMap<String, Value>();
        for (var tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key) {
            var path = field.isEmpty() ? key.getValue() : field + "." + key.getValue();
            fields.put(key.getValue(), value(path, tuple.getValueNode(), key, depth + 1));
          } else {
            var at = tuple.getKeyNode();
            faults.add(new Fault(file, line(at), column(at), field, "expected a name as key"));
          }
        }
        return fields;
      }
      if (node instanceof SequenceNode sequence) {
        var values = new ArrayList<Value>();
        for (var element : sequence.getValue()) {
          values.add(value(field + "[" + values.size() + "]", element, element, depth + 1));
        }
        return values;
      }
      var scalar = (ScalarNode) node;
      return scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
    }

    private static int line(Node node) {
      return node.getStartMark().map(at -> at.getLine() + 1).orElse(1);
    }

    private static int column(Node node) {
      return node.getStartMark().map(at -> at.getColumn() + 1).orElse(1);
    }
  }

  /** A document with its keys sorted, as Microsoft's client writes a conda file. */
  static String sorted(Object document) {
    var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(sort(document));
  }

  /** A text that {@link #read} found to be YAML. */
  static Object document(String text) {
    return new Load(SETTINGS).loadFromString(text);
  }

  private static Object sort(Object value) {
    if (value instanceof Map<?, ?> map) {
      var sorted = new TreeMap<String, Object>();
      map.forEach((key, field) -> sorted.put(String.valueOf(key), sort(field)));
      return sorted;
    }
    return value instanceof List<?> list ? list.stream().map(Yaml::sort).toList() : value;
  }
}
