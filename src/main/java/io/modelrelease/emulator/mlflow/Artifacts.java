package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.job.JobFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.TreeSet;

/** The artifacts of a run, as they are in the workspace's artifact store. */
final class Artifacts {
  private final World world;

  Artifacts(World world) {
    this.world = world;
  }

  /** One level: {@code {"root_uri", "files": [{"path", "is_dir", "file_size"}]}}. */
  void list(ObjectNode answer, Run run, String path) {
    answer.put("root_uri", run.info().path("artifact_uri").asText());
    var files = answer.putArray("files");
    var root = JobFiles.artifacts(run.place(), run.id(), "");
    var folder = path.isEmpty() ? "" : path.replaceFirst("/?$", "/");
    var folders = new TreeSet<String>();
    for (var blob : world.blobs().list(root.account(), root.container(), root.path() + folder)) {
      var name = blob.substring(root.path().length());
      var end = name.indexOf('/', folder.length());
      if (end >= 0) {
        folders.add(name.substring(0, end));
      } else {
        var file = world.blobs().file(root.account(), root.container(), blob).orElseThrow();
        try {
          files
              .addObject()
              .put("path", name)
              .put("is_dir", false)
              .put("file_size", Files.size(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    folders.forEach(name -> files.addObject().put("path", name).put("is_dir", true));
  }
}
