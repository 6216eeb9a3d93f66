package io.modelrelease.project;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/**
 * The files that a field of another file names: paths are relative to that file, and may not leave
 * the project. What is missing or unreadable is a fault of the field, or of the file.
 */
final class LocalFiles {
  private final FileSource files;
  private final Set<Fault> faults;

  LocalFiles(FileSource files, Set<Fault> faults) {
    this.files = files;
    this.faults = faults;
  }

  Set<Fault> faults() {
    return faults;
  }

  Optional<Value> yaml(Value reference) {
    return path(reference)
        .flatMap(
            path -> content(reference, path).flatMap(content -> Yaml.read(path, content, this)));
  }

  /** A YAML file that is passed on as a whole. */
  Optional<Object> document(Value reference) {
    return path(reference)
        .filter(path -> isPath(reference))
        .flatMap(
            path ->
                content(reference, path).flatMap(content -> Yaml.document(path, content, faults)));
  }

  Optional<String> text(Value reference) {
    return path(reference)
        .flatMap(path -> content(reference, path))
        .flatMap(
            content -> {
              try {
                return Optional.of(Yaml.utf8(content));
              } catch (CharacterCodingException e) {
                reference.fault("the file is not UTF-8 text; save it as UTF-8");
                return Optional.empty();
              }
            });
  }

  boolean isFile(Value reference) {
    return path(reference).flatMap(files::file).isPresent();
  }

  /** A file in a folder. */
  boolean isFile(Value folder, String below) {
    return path(folder, folder.text().orElse("") + "/" + below).flatMap(files::file).isPresent();
  }

  /** What a local path names, as it would be uploaded; empty and a fault where nothing is there. */
  Optional<Upload> upload(Value reference) {
    return path(reference)
        .flatMap(
            path -> {
              var found = files.under(path);
              if (found.isEmpty()) {
                reference.fault("the project has no file or folder " + Paths.shown(path));
                return Optional.empty();
              }
              var name = path.isEmpty() ? "project" : path.substring(path.lastIndexOf('/') + 1);
              var file = files.file(path);
              return Optional.of(
                  file.map(content -> Upload.file(name, content))
                      .orElseGet(() -> Upload.folder(name, found)));
            });
  }

  /** The same, for another datastore than the default one. */
  Optional<Upload> upload(Value reference, Optional<Value> datastore) {
    var name =
        datastore
            .flatMap(Value::text)
            .map(text -> text.replaceFirst("^azureml:(//datastores/)?", ""));
    if (name.isPresent() && !files.isDisk()) {
      datastore
          .get()
          .fault("a release uploads to the workspace's default datastore; leave this field out");
    }
    return upload(reference).filter(found -> isPath(reference)).map(upload -> upload.to(name));
  }

  /** The client knows the prefix where YAML files and inputs of jobs are named, nowhere else. */
  private static boolean isPath(Value reference) {
    var prefixed = reference.text().orElse("").startsWith("file:");
    if (prefixed) {
      reference.fault("is a path that has no file: before it; leave that out");
    }
    return !prefixed;
  }

  private Optional<byte[]> content(Value reference, String path) {
    var content = files.file(path);
    if (content.isEmpty()) {
      reference.fault("the project has no file " + Paths.shown(path));
    }
    return content;
  }

  private Optional<String> path(Value reference) {
    return path(reference, reference.text().orElse(""));
  }

  private Optional<String> path(Value reference, String written) {
    var text = written.replaceFirst("^file:", "");
    if (text.isBlank()) {
      reference.unexpected("the path of a file");
      return Optional.empty();
    }
    var absolute = text.startsWith("/");
    if (absolute && !files.isDisk()) {
      reference.unexpected("a path relative to " + reference.file());
      return Optional.empty();
    }
    var folder =
        !absolute && reference.file().contains("/")
            ? reference.file().replaceFirst("/[^/]*$", "/")
            : "";
    var parts = new ArrayList<String>();
    for (var part : (folder + text).split("/")) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          reference.fault("leaves the project: " + Paths.shown(text));
          return Optional.empty();
        }
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }
}
