package io.modelrelease.doors;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.camunda.bpm.engine.HistoryService;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.context.WebApplicationContext;

/**
 * All that a start leaves behind; a refused one leaves nothing.
 *
 * @param instances root process instances, running or over
 * @param spooled files that the server writes while it reads an upload
 */
record Kept(
    long releases, long projects, long versions, long events, long instances, long spooled) {

  static Kept by(WebApplicationContext application) {
    var jdbc = application.getBean(JdbcClient.class);
    return new Kept(
        rows(jdbc, "mr_release"),
        rows(jdbc, "mr_project"),
        rows(jdbc, "mr_version"),
        rows(jdbc, "mr_event where what like 'Asked for%'"),
        application
            .getBean(HistoryService.class)
            .createHistoricProcessInstanceQuery()
            .rootProcessInstances()
            .count(),
        files(application));
  }

  private static long rows(JdbcClient jdbc, String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }

  private static long files(WebApplicationContext application) {
    var folder =
        (File) application.getServletContext().getAttribute("jakarta.servlet.context.tempdir");
    try (var files = Files.walk(Path.of(folder.toURI()))) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
