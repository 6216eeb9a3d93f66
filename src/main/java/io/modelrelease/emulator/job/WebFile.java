package io.modelrelease.emulator.job;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** An input that lies on a web server, as those of Microsoft's examples do: one public file. */
final class WebFile {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int OK = 200;

  private WebFile() {}

  /**
   * Brings it into a folder.
   *
   * @return the file
   * @throws JobFailure if it cannot be read; storage of others (wasbs, abfss) never can here
   */
  static Path fetch(String address, Path folder, String input) {
    if (!address.matches("https?://.*")) {
      throw unreadable(input, address, "the emulator reads its own storage and the web only");
    }
    try {
      var uri = URI.create(address);
      var path = uri.getPath() == null ? "" : uri.getPath();
      var name = path.substring(path.lastIndexOf('/') + 1);
      var file = Files.createDirectories(folder).resolve(name.isEmpty() ? input : name);
      var client =
          HttpClient.newBuilder()
              .connectTimeout(Duration.ofSeconds(10))
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
      var answer =
          client.send(
              HttpRequest.newBuilder(uri).timeout(LONGEST).build(), BodyHandlers.ofFile(file));
      if (answer.statusCode() != OK) {
        throw unreadable(input, address, "the server answers " + answer.statusCode());
      }
      return file;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(input, address, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreadable(input, address, "the emulator was stopped");
    }
  }

  private static JobFailure unreadable(String input, String address, String why) {
    return new JobFailure(
        "DataAccessError", "Input %s cannot be read from %s: %s.".formatted(input, address, why));
  }
}
