package io.modelrelease.azureml;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The workspace's default datastore, a blob container. Its files are named by datastore URIs:
 * {@code azureml://datastores/{datastore}/paths/{path}}, or the long form with the workspace's ARM
 * id.
 */
public final class Datastore {
  private static final int HASH_LENGTH = 32;
  private static final Set<Integer> REFUSED = Set.of(401, 403);

  /** Two tries of the longest call fit into the minute that a step may last. */
  private static final int TRIES = 2;

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Workspace workspace;
  private final HttpClient client;
  private final TokenCredential credential;
  private volatile Opened opened;

  private record Opened(String name, BlobContainerClient container) {}

  Datastore(Workspace workspace, HttpClient client, TokenCredential credential) {
    this.workspace = workspace;
    this.client = client;
    this.credential = credential;
  }

  /**
   * Uploads files under a path that is derived from their content; what is there already is
   * skipped, so an upload that broke off goes on where it was: see {@link Uploads}.
   *
   * @param folder the URI ends with a slash; else there is one file, and the URI names it
   */
  public String upload(String name, SortedMap<String, Content> files, boolean folder) {
    var root = "LocalUpload/" + hash(files) + "/" + name;
    return place(folder ? root : root + extension(files.firstKey()), files, folder);
  }

  /**
   * Uploads files to a path that comes from their content; as {@link #upload}, what is there
   * already is skipped.
   *
   * @param folder the files lie below the path; else it is that of the only one
   */
  public String place(String path, SortedMap<String, Content> files, boolean folder) {
    var blobs = new TreeMap<String, Content>();
    files.forEach((name, content) -> blobs.put(folder ? path + "/" + name : path, content));
    var prefix = folder ? path + "/" : path;
    inContainer("PUT " + prefix, container -> new Uploads(container).put(prefix, blobs));
    return shortUri(prefix);
  }

  private static String extension(String path) {
    var dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot) : "";
  }

  private static String hash(SortedMap<String, Content> files) {
    var digest = ContentDigest.sha256();
    for (var file : files.entrySet()) {
      var line = file.getKey() + "\n" + file.getValue().size() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
      try (var in = new DigestInputStream(file.getValue().open(), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + file.getKey(), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LENGTH);
  }

  /**
   * Where a named output of a job is. It is the place that Azure ML would choose ({@code
   * azureml/{job}/{output}/} in the default datastore); job bodies name it explicitly, so that
   * nothing depends on that choice.
   */
  public String outputUri(String job, String output) {
    return shortUri("azureml/" + job + "/" + output + "/");
  }

  private String shortUri(String path) {
    return "azureml://datastores/" + opened().name() + "/paths/" + path;
  }

  /**
   * The same place with the workspace in it: {@code
   * azureml://subscriptions/…/resourcegroups/…/workspaces/…/datastores/…/paths/…}. It is no ARM id,
   * no provider is in it (azure-ai-ml, {@code LONG_URI_FORMAT}, its form for models).
   */
  public String longUri(String uri) {
    var workspaceUri =
        workspace
            .armId()
            .replace("/providers/Microsoft.MachineLearningServices/", "/")
            .replace("/resourceGroups/", "/resourcegroups/");
    return "azureml:/%s/datastores/%s/paths/%s".formatted(workspaceUri, opened().name(), path(uri));
  }

  /**
   * The same place as an address of blob storage, without a signature and without a last slash:
   * what Microsoft's client names as the place of code (azure-ai-ml, {@code Code._update_path}).
   */
  public String blobUrl(String uri) {
    return opened().container().getBlobContainerUrl() + "/" + path(uri).replaceFirst("/$", "");
  }

  /**
   * One file.
   *
   * @param limit in bytes; a larger file is refused
   */
  public byte[] read(String uri, long limit) {
    var path = path(uri);
    return inContainer(
        "GET " + path,
        container -> {
          var blob = container.getBlobClient(path);
          var size = blob.getProperties().getBlobSize();
          if (size > limit) {
            throw new IllegalStateException(
                "%s has %d bytes, more than the %d that are read".formatted(uri, size, limit));
          }
          return blob.downloadContent().toBytes();
        });
  }

  /** Relative path to size, of all files under a folder. */
  public SortedMap<String, Long> list(String uri) {
    var prefix = path(uri).replaceFirst("/?$", "/");
    return inContainer("LIST " + prefix, container -> list(container, prefix));
  }

  static SortedMap<String, Long> list(BlobContainerClient container, String prefix) {
    var files = new TreeMap<String, Long>();
    container
        .listBlobs(new ListBlobsOptions().setPrefix(prefix), null)
        .forEach(
            blob ->
                files.put(
                    blob.getName().substring(prefix.length()),
                    blob.getProperties().getContentLength()));
    return files;
  }

  /** Of a folder, streamed. */
  public ContentDigest digest(String uri) {
    var prefix = path(uri).replaceFirst("/?$", "/");
    return inContainer("GET " + prefix, container -> digest(container, prefix));
  }

  private static ContentDigest digest(BlobContainerClient container, String prefix) {
    return ContentDigest.of(
        list(container, prefix), path -> container.getBlobClient(prefix + path).openInputStream());
  }

  /** Of a folder of another container, which its address gives the right to read. */
  static ContentDigest digest(HttpClient client, String address, String prefix) {
    var container = builder(client, address).buildClient();
    try {
      return digest(container, prefix);
    } catch (RuntimeException e) {
      throw failure("GET " + prefix, e);
    }
  }

  /**
   * Works with the container. Where its secret is refused it is asked for anew, once: a shared
   * access signature ends, an account key is rotated.
   */
  private <T> T inContainer(String request, Function<BlobContainerClient, T> work) {
    var known = opened();
    try {
      return work.apply(known.container());
    } catch (RuntimeException e) {
      var refused =
          e instanceof BlobStorageException storage && REFUSED.contains(storage.getStatusCode());
      if (!refused) {
        throw failure(request, e);
      }
    }
    opened = null;
    try {
      return work.apply(opened().container());
    } catch (RuntimeException e) {
      throw failure(request, e);
    }
  }

  private static RuntimeException failure(String request, RuntimeException e) {
    if (e instanceof BlobStorageException storage) {
      return failure(request, storage);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return Failures.unreachable(request, cause);
      }
    }
    return e;
  }

  private static AzureException failure(String request, BlobStorageException e) {
    var code = e.getErrorCode() == null ? "Storage" : e.getErrorCode().toString();
    return Failures.of(
        request,
        e.getStatusCode(),
        new AzureError(
            code,
            Optional.ofNullable(e.getServiceMessage()).orElse(code),
            Optional.empty(),
            List.of()));
  }

  /** The path of a short or long datastore URI. */
  static String path(String uri) {
    var at = uri.indexOf("/paths/");
    if (!uri.startsWith("azureml:") || at < 0) {
      throw new IllegalArgumentException(uri + " is no datastore URI");
    }
    return uri.substring(at + "/paths/".length());
  }

  private Opened opened() {
    var known = opened;
    if (known == null) {
      var datastore =
          workspace.list(workspace.armId("datastores"), Map.of("isDefault", "true")).stream()
              .findFirst()
              .orElseThrow(
                  () ->
                      new AzureException(
                          AzureException.Kind.REJECTED,
                          200,
                          "NoDatastore",
                          "The workspace %s has no default datastore.".formatted(workspace.name()),
                          "GET datastores",
                          "Make one of its datastores the default in Azure ML studio."));
      var name = datastore.path("name").asText();
      known = new Opened(name, open(name, datastore.path("properties")));
      opened = known;
    }
    return known;
  }

  private static BlobContainerClientBuilder builder(HttpClient client, String address) {
    return new BlobContainerClientBuilder()
        .endpoint(address)
        .httpClient(client)
        .retryOptions(
            new RequestRetryOptions(
                RetryPolicyType.EXPONENTIAL, TRIES, (Duration) null, PAUSE, LONGEST_PAUSE, null));
  }

  /** A datastore's container, with the datastore's own secret or this identity. */
  BlobContainerClient open(String name, JsonNode properties) {
    var builder = builder(client, containerUrl(properties));
    if (properties.path("credentials").path("credentialsType").asText("").equals("None")) {
      return builder.credential(credential).buildClient();
    }
    var secrets =
        workspace.post(workspace.armId("datastores", name, "listSecrets"), Optional.empty()).body();
    return switch (secrets.path("secretsType").asText()) {
      case "Sas" ->
          builder
              .sasToken(secrets.path("sasToken").asText().replaceFirst("^\\?", ""))
              .buildClient();
      case "AccountKey" ->
          builder
              .credential(
                  new StorageSharedKeyCredential(
                      properties.path("accountName").asText(), secrets.path("key").asText()))
              .buildClient();
      default -> builder.credential(credential).buildClient();
    };
  }

  /**
   * {@code {protocol}://{account}.blob.{endpoint}/{container}} (Datastores, AzureBlobDatastore); on
   * this machine the account is the first part of the path, as Azure's own storage emulator does
   * it.
   */
  private static String containerUrl(JsonNode properties) {
    var protocol = properties.path("protocol").asText("https");
    var account = properties.path("accountName").asText();
    var endpoint = properties.path("endpoint").asText("core.windows.net");
    var container = properties.path("containerName").asText();
    var local = URI.create(protocol + "://" + endpoint);
    var url =
        LoopbackBearerPolicy.isLoopback(local)
            ? "%s/%s/%s".formatted(local, account, container)
            : "%s://%s.blob.%s/%s".formatted(protocol, account, endpoint, container);
    LoopbackBearerPolicy.requireSafe(URI.create(url));
    return url;
  }
}
