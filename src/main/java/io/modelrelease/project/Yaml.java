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
      return Optional.of(value(file, "", root.get(), faults, 0));
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
    }
  }

  private static Value value(String file, String field, Node node, List<Fault> faults, int depth) {
    if (depth > MOST_ALIASES) {
      throw new YamlEngineException("nested too deeply");
    }
    var mark = node.getStartMark();
    var line = mark.map(at -> at.getLine() + 1).orElse(1);
    var column = mark.map(at -> at.getColumn() + 1).orElse(1);
    Object content;
    if (node instanceof MappingNode mapping) {
      var fields = new LinkedHashMap<String, Value>();
      for (var tuple : mapping.getValue()) {
        var key = ((ScalarNode) tuple.getKeyNode()).getValue();
        var path = field.isEmpty() ? key : field + "." + key;
        fields.put(key, value(file, path, tuple.getValueNode(), faults, depth + 1));
      }
      content = fields;
    } else if (node instanceof SequenceNode sequence) {
      var values = new ArrayList<Value>();
      for (var element : sequence.getValue()) {
        values.add(value(file, field + "[" + values.size() + "]", element, faults, depth + 1));
      }
      content = values;
    } else {
      var scalar = (ScalarNode) node;
      content = scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
    }
    var value = new Value(file, line, column, field, content, faults);
    if (node.getTag() != null && !node.getTag().getValue().startsWith("tag:yaml.org,2002:")) {
      value.fault("tags like %s are not allowed".formatted(node.getTag()));
    }
    return value;
  }

  /** The same document with its keys sorted, as Microsoft's client writes a conda file. */
  static String sorted(String text) {
    var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(sort(new Load(SETTINGS).loadFromString(text)));
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
