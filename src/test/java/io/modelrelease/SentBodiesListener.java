package io.modelrelease;

import io.modelrelease.azureml.SentBodies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * At the end of every test class that had the application in this process: what was PUT to the
 * emulator inside it since the class before. Registered in {@code META-INF/spring.factories}, so
 * that no class can forget it.
 */
final class SentBodiesListener implements TestExecutionListener {
  private static final Map<URI, Integer> JUDGED = new ConcurrentHashMap<>();

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public void afterTestClass(TestContext test) throws IOException, InterruptedException {
    if (!test.hasApplicationContext()) {
      return;
    }
    var environment = test.getApplicationContext().getEnvironment();
    var emulator = environment.getProperty("modelrelease.azureml.endpoint", URI.class);
    if (emulator != null) {
      SentBodies.requireValid(since(emulator, journal(emulator)));
    }
  }

  private List<String> journal(URI emulator) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(emulator.resolve("/_emulator/journal")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .toList();
  }

  private static List<String> since(URI emulator, List<String> journal) {
    var judged = JUDGED.getOrDefault(emulator, 0);
    JUDGED.put(emulator, journal.size());
    return judged <= journal.size() ? journal.subList(judged, journal.size()) : journal;
  }
}
