package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Files of jobs as the client sends them on their own; a release binds names and inputs itself. */
final class JobFiles {
  private static final int GENERATED = 16;

  private JobFiles() {}

  static ObjectNode command(Value file, Sending sending) {
    file.require("command");
    file.require("environment");
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("jobType", "Command");
    for (var map :
        new String[] {"tags", "properties", "environmentVariables", "inputs", "outputs"}) {
      properties.putObject(map);
    }
    properties.put("experimentName", "Default").put("displayName", name(file));
    Kinds.COMMAND_JOB.map(file, body, sending);
    return body;
  }

  /** The file's own, else one from its content: the client makes up adjective, noun and number. */
  static String name(Value file) {
    return file.find("name")
        .flatMap(Value::text)
        .orElseGet(
            () -> {
              var content = new TreeMap<String, byte[]>();
              content.put("job", String.valueOf(file.document()).getBytes(StandardCharsets.UTF_8));
              return "job_" + ProjectFiles.digest(content).substring(0, GENERATED);
            });
  }
}
