package io.modelrelease.project;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML 1.2 with positions: no tags but the core's, aliases counted, size limited. */
final class Yaml {
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final int MOST_VALUES = 50_000;
  private static final int DEEPEST = 50;
  private static final Set<Tag> TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).build();

  private Yaml() {}

  /** Reads one document; what cannot be read is a fault, and empty. */
  static Optional<Value> read(String file, byte[] content, LocalFiles local) {
    var faults = local.faults();
    try {
      return read(file, utf8(content), local, faults);
    } catch (CharacterCodingException e) {
      faults.add(new Fault(file, 1, 1, "", "is not UTF-8 text; save it as UTF-8"));
      return Optional.empty();
    }
  }

  private static Optional<Value> read(
      String file, String text, LocalFiles local, Set<Fault> faults) {
    if (text.length() > MOST_CHARACTERS) {
      faults.add(new Fault(file, 1, 1, "", "has more than 1 MB, too much for a YAML file"));
      return Optional.empty();
    }
    try {
      var root = new LimitedComposer(text).getSingleNode();
      if (root.isEmpty()) {
        faults.add(new Fault(file, 1, 1, "", "is empty"));
        return Optional.empty();
      }
      if (!(root.get() instanceof MappingNode)) {
        faults.add(new Fault(file, 1, 1, "", "expected fields like name: value"));
        return Optional.empty();
      }
      return Optional.of(new Reading(file, local).value("", root.get(), root.get(), 0));
    } catch (ReaderException e) {
      var line = 1 + text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      faults.add(
          new Fault(
              file,
              (int) line,
              1,
              "",
              "no YAML: it may not have the character U+%04X; remove it"
                  .formatted(e.getCodePoint())));
      return Optional.empty();
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark();
      faults.add(
          new Fault(
              file,
              mark.map(at -> at.getLine() + 1).orElse(1),
              mark.map(at -> at.getColumn() + 1).orElse(1),
              "",
              "no YAML: "
                  + Stream.of(Optional.ofNullable(e.getContext()), Optional.of(e.getProblem()))
                      .flatMap(Optional::stream)
                      .filter(words -> !words.isBlank())
                      .map(Paths::shown)
                      .collect(Collectors.joining(", "))));
      return Optional.empty();
    } catch (YamlEngineException e) {
      faults.add(new Fault(file, 1, 1, "", "no YAML: " + Paths.shown(e.getMessage())));
      return Optional.empty();
    }
  }

  /** Strict: what is not UTF-8 would be read as something else than was written. */
  static String utf8(byte[] content) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }

  /** The library descends without a limit. */
  private static final class LimitedComposer extends Composer {
    private int depth;

    LimitedComposer(String text) {
      super(SETTINGS, new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)));
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
      descend();
      var node = super.composeSequenceNode(anchor);
      depth--;
      return node;
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
      descend();
      var node = super.composeMappingNode(anchor);
      depth--;
      return node;
    }

    private void descend() {
      if (++depth > DEEPEST) {
        throw new ComposerException(
            "nested more than %d deep".formatted(DEEPEST), parser.peekEvent().getStartMark());
      }
    }
  }

  /** Aliases share nodes; values are counted, so that none of them can multiply without end. */
  private static final class Reading {
    private final String file;
    private final LocalFiles local;
    private final Set<Fault> faults;
    private int values;

    Reading(String file, LocalFiles local) {
      this.file = file;
      this.local = local;
      this.faults = local.faults();
    }

    Value value(String field, Node node, Node at, int depth) {
      if (depth > DEEPEST) {
        throw new ComposerException(
            "nested more than %d deep, by an alias".formatted(DEEPEST), at.getStartMark());
      }
      if (++values > MOST_VALUES) {
        throw new ComposerException(
            "more than %d values, aliases counted each time".formatted(MOST_VALUES),
            at.getStartMark());
      }
      var content = content(field, node, depth);
      var quoted =
          node instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
      var value = new Value(file, line(at), column(at), field, content, quoted, local);
      if (!TAGS.contains(node.getTag())) {
        value.fault(
            "the tag %s is not allowed; leave it out"
                .formatted(
                    Paths.shown(node.getTag().getValue().replace("tag:yaml.org,2002:", "!!"))));
      }
      return value;
    }

    private Object content(String field, Node node, int depth) {
      if (node instanceof MappingNode mapping) {
        return fields(field, mapping, depth);
      }
      if (node instanceof SequenceNode sequence) {
        var elements = new ArrayList<Value>();
        for (var element : sequence.getValue()) {
          elements.add(value(field + "[" + elements.size() + "]", element, element, depth + 1));
        }
        return elements;
      }
      var scalar = (ScalarNode) node;
      return scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
    }

    private Map<String, Value> fields(String field, MappingNode mapping, int depth) {
      var fields = new LinkedHashMap<String, Value>();
      var merged = new ArrayList<Map<String, Value>>();
      for (var tuple : mapping.getValue()) {
        if (isMerge(tuple.getKeyNode())) {
          merge(field, tuple.getValueNode(), depth, merged);
          continue;
        }
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          var at = tuple.getKeyNode();
          faults.add(new Fault(file, line(at), column(at), field, "expected a name as key"));
          continue;
        }
        var name = Paths.shown(key.getValue());
        var path = field.isEmpty() ? name : field + "." + name;
        var value = value(path, tuple.getValueNode(), key, depth + 1);
        var first = fields.putIfAbsent(key.getValue(), value);
        // Microsoft's client takes the last one (yaml.safe_load); two that differ are a mistake
        if (first != null && !Objects.equals(value.plain(), first.plain())) {
          value.fault("comes twice, first in line %d".formatted(first.line()));
        }
      }
      merged.forEach(others -> others.forEach(fields::putIfAbsent));
      return fields;
    }

    /** YAML 1.1 has it, 1.2 has not, and teams use it. */
    private static boolean isMerge(Node key) {
      return key instanceof ScalarNode scalar
          && scalar.getScalarStyle() == ScalarStyle.PLAIN
          && scalar.getValue().equals("<<");
    }

    private void merge(String field, Node node, int depth, List<Map<String, Value>> merged) {
      if (node instanceof MappingNode mapping) {
        if (depth > DEEPEST) {
          throw new ComposerException(
              "nested more than %d deep, by an alias".formatted(DEEPEST), node.getStartMark());
        }
        merged.add(fields(field, mapping, depth + 1));
      } else if (node instanceof SequenceNode sequence && depth <= DEEPEST) {
        sequence.getValue().forEach(one -> merge(field, one, depth + 1, merged));
      } else {
        faults.add(new Fault(file, line(node), column(node), field, "<< takes fields of an alias"));
      }
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
    return new Dump(settings, new PlainText(settings)).dumpToString(sort(document));
  }

  /** PyYAML has no block for text of many lines. */
  private static final class PlainText extends StandardRepresenter {
    PlainText(DumpSettings settings) {
      super(settings);
      representers.put(
          String.class, text -> representScalar(Tag.STR, (String) text, ScalarStyle.PLAIN));
    }
  }

  /** Reads one document that is passed on as a whole, numbers as numbers. */
  static Optional<Object> document(String file, byte[] content, Set<Fault> faults) {
    var own = new LinkedHashSet<Fault>();
    var read = read(file, content, new LocalFiles(ProjectFiles.NONE, own));
    faults.addAll(own);
    if (read.isEmpty() || !own.isEmpty()) {
      return Optional.empty();
    }
    return read.map(Value::plain);
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
