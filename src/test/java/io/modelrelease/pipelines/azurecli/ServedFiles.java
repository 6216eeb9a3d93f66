package io.modelrelease.pipelines.azurecli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Files on a port of this machine. */
final class ServedFiles implements AutoCloseable {
  private interface Source {
    Optional<byte[]> find(String path) throws IOException;
  }

  private final HttpServer server;

  private ServedFiles(Source source) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var file = source.find(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(
              file.isPresent() ? 200 : 404, file.isPresent() ? file.get().length : -1);
          try (var out = exchange.getResponseBody()) {
            out.write(file.orElse(new byte[0]));
          }
        });
    server.start();
  }

  /** Files by their paths; may be filled later. */
  static ServedFiles of(Map<String, byte[]> files) throws IOException {
    return new ServedFiles(path -> Optional.ofNullable(files.get(path)));
  }

  static ServedFiles of(Path folder) throws IOException {
    return new ServedFiles(
        path -> {
          var file = folder.resolve(path.substring(1)).normalize();
          return file.startsWith(folder) && Files.isRegularFile(file)
              ? Optional.of(Files.readAllBytes(file))
              : Optional.empty();
        });
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
