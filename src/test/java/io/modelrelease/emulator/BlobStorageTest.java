package io.modelrelease.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blob service of a workspace, as Azure's storage clients use it. */
class BlobStorageTest {
  private static final Map<String, String> PUT = Map.of("x-ms-blob-type", "BlockBlob");

  @TempDir static Path home;
  private static RunningEmulator azure;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static Reply send(
      String method, String blob, String query, String content, Map<String, String> headers) {
    return azure.send(
        method, azure.blob("mlw-dev", "azureml-blobstore", blob) + query, content, headers);
  }

  private static Reply get(String blob, String query) {
    return send("GET", blob, query, "", Map.of());
  }

  @Test
  void keepsMetadataAndTypeUntilTheBlobIsWrittenAnew() {
    send(
        "PUT",
        "kept",
        "",
        "a,b",
        Map.of(
            "x-ms-blob-type",
            "BlockBlob",
            "x-ms-meta-purpose",
            "rows",
            "Content-Type",
            "text/csv"));
    var kept = get("kept", "");
    assertThat(kept.header("x-ms-meta-purpose")).contains("rows");
    assertThat(kept.header("Content-Type")).contains("text/csv");
    send("PUT", "kept", "", "a", PUT);
    assertThat(get("kept", "").header("x-ms-meta-purpose")).isEmpty();
  }

  @Test
  void putsBlocksTogetherInTheOrderOfTheListAndRefusesUnknownOnes() {
    send("PUT", "blocks", "&comp=block&blockid=YQ%3D%3D", "one", Map.of());
    send("PUT", "blocks", "&comp=block&blockid=Yg%3D%3D", "two", Map.of());
    assertThat(get("blocks", "&comp=blocklist&blocklisttype=uncommitted").text())
        .contains("<Name>YQ==</Name><Size>3</Size>");
    var list =
        "<BlockList><Latest>Yg==</Latest><Latest>YQ==</Latest><Latest>Yg==</Latest></BlockList>";
    assertThat(send("PUT", "blocks", "&comp=blocklist", list, Map.of()).status()).isEqualTo(201);
    assertThat(get("blocks", "").text()).isEqualTo("twoonetwo");
    var unknown =
        send(
            "PUT",
            "blocks",
            "&comp=blocklist",
            "<BlockList><Latest>eA==</Latest></BlockList>",
            Map.of());
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.header("x-ms-error-code")).contains("InvalidBlockList");
  }

  @Test
  void writesOnlyWhatIsAsTheCallerSawIt() {
    var first = send("PUT", "seen", "", "1", PUT).header("ETag").orElseThrow();
    var second =
        send("PUT", "seen", "", "22", Map.of("x-ms-blob-type", "BlockBlob", "If-Match", first));
    assertThat(second.status()).isEqualTo(201);
    var third =
        send("PUT", "seen", "", "3", Map.of("x-ms-blob-type", "BlockBlob", "If-Match", first));
    assertThat(third.status()).isEqualTo(412);
    assertThat(get("seen", "").text()).isEqualTo("22");
    var unquoted = second.header("ETag").orElseThrow().replace("\"", "");
    assertThat(send("GET", "seen", "", "", Map.of("If-Match", unquoted)).status())
        .as("as Microsoft's Java client reads on in a large file")
        .isEqualTo(200);
  }

  @Test
  void appendsToAppendBlobsOnly() {
    send("PUT", "log", "", "", Map.of("x-ms-blob-type", "AppendBlob"));
    send("PUT", "log", "&comp=appendblock", "one ", Map.of());
    send("PUT", "log", "&comp=appendblock", "two", Map.of());
    assertThat(get("log", "").text()).isEqualTo("one two");
    send("PUT", "fixed", "", "x", PUT);
    assertThat(send("PUT", "fixed", "&comp=appendblock", "y", Map.of()).status()).isEqualTo(409);
  }

  @Test
  void copiesWithinTheStorage() {
    send("PUT", "from%20here", "", "x", PUT);
    var source = azure.address() + azure.blob("mlw-dev", "azureml-blobstore", "from%20here");
    var copied = send("PUT", "to", "", "", Map.of("x-ms-copy-source", source));
    assertThat(copied.status()).isEqualTo(202);
    assertThat(copied.header("x-ms-copy-status")).contains("success");
    assertThat(get("to", "").text()).isEqualTo("x");
  }

  @Test
  void knowsItsContainers() {
    var unknown = azure.send("GET", azure.blob("mlw-dev", "none", "x"), "", Map.of());
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.header("x-ms-error-code")).contains("ContainerNotFound");
  }
}
