package io.modelrelease.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;

/** The models as they lie in the repository, and what tests ask of them. */
final class Models {
  static final Path PROCESSES = Path.of("processes");
  static final Path FORMS = Path.of("forms");
  static final String AZURE_OPERATION = "azure-operation";

  private Models() {}

  static Stream<Path> files(Path folder, String extension) {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(extension))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Path> bpmn() {
    return files(PROCESSES, ".bpmn");
  }

  static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.\\w+$", "");
  }

  static BpmnModelInstance read(Path file) {
    return Bpmn.readModelFromFile(file.toFile());
  }

  static Process process(BpmnModelInstance model) {
    return model.getModelElementsByType(Process.class).iterator().next();
  }

  /** Value of an attribute of Camunda's namespace, or null. */
  static String camunda(
      org.camunda.bpm.model.xml.instance.ModelElementInstance element, String name) {
    return element.getAttributeValueNs("http://camunda.org/schema/1.0/bpmn", name);
  }

  /** What a call activity passes as a literal, or null. */
  static String passed(CallActivity call, String target) {
    return ins(call).stream()
        .filter(in -> target.equals(in.getCamundaTarget()))
        .map(CamundaIn::getCamundaSourceExpression)
        .findFirst()
        .orElse(null);
  }

  static Collection<CamundaIn> ins(CallActivity call) {
    return call.getExtensionElements().getElementsQuery().filterByType(CamundaIn.class).list();
  }

  static boolean callsAzure(CallActivity call) {
    return AZURE_OPERATION.equals(call.getCalledElement());
  }

  /** A call activity ends in the transaction of what it called, by its own way or by an error. */
  static boolean endsInTransactionOfAnother(SequenceFlow flow) {
    var source = flow.getSource();
    if (source instanceof BoundaryEvent boundary && boundary.cancelActivity()) {
      return boundary.getAttachedTo() instanceof CallActivity
          || boundary.getAttachedTo() instanceof SubProcess;
    }
    return source instanceof CallActivity;
  }

  /** {@code CreateOnlineEndpoint} and {@code Create online endpoint}: create, online, endpoint. */
  static List<String> words(String text) {
    return Arrays.stream(text.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").split("[^A-Za-z0-9]+"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** All words of the shorter stand in the longer, in their order. */
  static boolean agree(List<String> some, List<String> others) {
    var shorter = some.size() <= others.size() ? some : others;
    var left = new ArrayList<>(shorter == some ? others : some);
    for (var word : shorter) {
      var found = left.indexOf(word);
      if (found < 0) {
        return false;
      }
      left.subList(0, found + 1).clear();
    }
    return true;
  }

  /** {@code create-online-endpoint} or {@code createOnlineEndpoint}: CreateOnlineEndpoint. */
  static String pascal(String name) {
    var pascal = new StringBuilder();
    for (var word : name.split("-")) {
      pascal.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return pascal.toString();
  }

  static String decapitalized(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** Flows that lead to a node; the files write them once, at the flow. */
  static List<SequenceFlow> incoming(FlowNode node) {
    return flows(node).filter(flow -> flow.getTarget().equals(node)).toList();
  }

  static List<SequenceFlow> outgoing(FlowNode node) {
    return flows(node).filter(flow -> flow.getSource().equals(node)).toList();
  }

  private static Stream<SequenceFlow> flows(FlowNode node) {
    return node.getModelInstance().getModelElementsByType(SequenceFlow.class).stream()
        .map(SequenceFlow.class::cast);
  }

  static Collection<FlowNode> nodes(BpmnModelInstance model) {
    return model.getModelElementsByType(FlowNode.class);
  }
}
