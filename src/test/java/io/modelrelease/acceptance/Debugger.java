package io.modelrelease.acceptance;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassNotLoadedException;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.InvocationException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A debugger at another process, whose threads rest at the entry of some methods while it looks:
 * the only way to kill a program exactly between two things that it does, without a line for it in
 * the program.
 */
final class Debugger implements AutoCloseable {

  /** Asked while a thread rests at the entry of a method. */
  interface Look {
    void at(Stopped stopped);
  }

  private final ListeningConnector connector;
  private final Map<String, Connector.Argument> arguments;
  private final String address;
  private final Map<String, Look> looks;
  private final Map<String, List<String>> methodsByType;

  /**
   * @param looks by {@code type#method}; called by one thread at a time
   */
  Debugger(Map<String, Look> looks) {
    this.looks = looks;
    this.methodsByType =
        looks.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    name -> name.split("#")[0],
                    Collectors.mapping(name -> name.split("#")[1], Collectors.toList())));
    this.connector =
        Bootstrap.virtualMachineManager().listeningConnectors().stream()
            .filter(known -> known.name().equals("com.sun.jdi.SocketListen"))
            .findFirst()
            .orElseThrow();
    this.arguments = connector.defaultArguments();
    arguments.get("localAddress").setValue("127.0.0.1");
    arguments.get("port").setValue("0");
    arguments.get("timeout").setValue("60000");
    try {
      this.address = connector.startListening(arguments);
    } catch (IOException | IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * With these the process comes to this debugger, and waits for it. It starts often, so that it
   * trusts its own class files, and collects garbage with one thread.
   */
  List<String> options() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:-BytecodeVerificationRemote",
        "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:"
            + address.substring(address.lastIndexOf(':') + 1));
  }

  /** Takes over the process that was just launched, until it dies. */
  void attach() {
    try {
      var machine = connector.accept(arguments);
      var thread = new Thread(() -> follow(machine), "debugger");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException | IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }

  private void follow(VirtualMachine machine) {
    try {
      for (var type : methodsByType.keySet()) {
        var prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(type);
        prepared.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        prepared.enable();
      }
      while (true) {
        var events = machine.eventQueue().remove();
        for (var event : events) {
          handle(event);
        }
        events.resume();
      }
    } catch (VMDisconnectedException e) {
      // it died, as it was meant to
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Event event) {
    if (event instanceof ClassPrepareEvent prepared) {
      methodsByType
          .get(prepared.referenceType().name())
          .forEach(method -> breakAt(prepared.referenceType(), method));
    } else if (event instanceof BreakpointEvent reached) {
      var method = reached.location().method();
      looks
          .get(method.declaringType().name() + "#" + method.name())
          .at(new Stopped(reached.thread()));
    }
  }

  private static void breakAt(ReferenceType type, String name) {
    for (var method : type.methodsByName(name)) {
      if (method.declaringType().equals(type) && !method.isAbstract() && !method.isBridge()) {
        var request =
            type.virtualMachine().eventRequestManager().createBreakpointRequest(method.location());
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
      }
    }
  }

  @Override
  public void close() {
    try {
      connector.stopListening(arguments);
    } catch (IOException | IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A thread that rests at the entry of a method. */
  static final class Stopped {
    private final ThreadReference thread;
    private final Optional<ObjectReference> self;
    private final List<Value> arguments;

    private Stopped(ThreadReference thread) {
      this.thread = thread;
      try {
        this.self = Optional.ofNullable(thread.frame(0).thisObject());
        this.arguments = thread.frame(0).getArgumentValues();
      } catch (IncompatibleThreadStateException e) {
        throw new IllegalStateException(e);
      }
    }

    long thread() {
      return thread.uniqueID();
    }

    /** The object whose method it is. */
    Value self() {
      return self.orElseThrow();
    }

    Value argument(int index) {
      return arguments.get(index);
    }

    /** What a method without arguments, or with text ones, answers; empty for null. */
    Optional<Value> ask(Value value, String method, String... with) {
      var object = (ObjectReference) value;
      var found =
          ((ClassType) object.referenceType())
              .allMethods().stream()
                  .filter(known -> known.name().equals(method) && !known.isAbstract())
                  .filter(known -> known.argumentTypeNames().size() == with.length)
                  .filter(
                      known ->
                          known.argumentTypeNames().stream()
                              .allMatch(String.class.getName()::equals))
                  .findFirst()
                  .orElseThrow(() -> new IllegalArgumentException(object.type() + "." + method));
      try {
        return Optional.ofNullable(
            object.invokeMethod(
                thread,
                found,
                Arrays.stream(with).map(this::mirror).toList(),
                ObjectReference.INVOKE_SINGLE_THREADED));
      } catch (InvocationException e) {
        throw new IllegalStateException(method + " failed: " + e.exception().type(), e);
      } catch (InvalidTypeException
          | ClassNotLoadedException
          | IncompatibleThreadStateException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The text that a method answers, empty for null. */
    String text(Value value, String method, String... with) {
      return ask(value, method, with).map(known -> ((StringReference) known).value()).orElse("");
    }

    private StringReference mirror(String text) {
      var mirror = thread.virtualMachine().mirrorOf(text);
      mirror.disableCollection();
      return mirror;
    }
  }
}
