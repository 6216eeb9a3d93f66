package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.sun.net.httpserver.HttpServer;
import io.modelrelease.emulator.RunningEmulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large files on a bad line, as the emulator's journal shows them. */
class UploadsTest {
  private static final int BLOCKS = 9;
  private static final long LARGE = (BLOCKS - 1L) * Uploads.BLOCK + 4321;
  private static final String CONTAINER = "/stmlwdev/azureml-blobstore";

  @TempDir Path home;
  private RunningEmulator azure;
  private Datastore datastore;

  @BeforeEach
  void start() {
    azure = RunningEmulator.start(home);
    datastore = newClient();
  }

  private Datastore newClient() {
    return BoundClient.ofEmulator(azure.address().toString())
        .workspace(TargetEnvironment.DEV)
        .datastore();
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  /** Bytes that nobody has in memory, the same at each reading. */
  private record Noise(long size, int seed, AtomicLong read) implements Content {
    Noise(long size, int seed) {
      this(size, seed, new AtomicLong());
    }

    @Override
    public InputStream open() {
      var random = new Random(seed);
      return new InputStream() {
        private final byte[] chunk = new byte[64 << 10];
        private long at;

        @Override
        public int read() {
          throw new UnsupportedOperationException("byte by byte");
        }

        @Override
        public int read(byte[] into, int from, int length) {
          if (at == size) {
            return -1;
          }
          var within = (int) (at % chunk.length);
          if (within == 0 && length > 0) {
            chunk[random.nextInt(chunk.length)]++; // no two blocks are alike
          }
          var some = (int) Math.min(Math.min(length, chunk.length - within), size - at);
          System.arraycopy(chunk, within, into, from, some);
          at += some;
          read.addAndGet(some);
          return some;
        }
      };
    }
  }

  private static TreeMap<String, Content> folder() {
    var files = new TreeMap<String, Content>();
    files.put("a.txt", Content.of("a".getBytes(StandardCharsets.UTF_8)));
    files.put("b/large.bin", new Noise(LARGE, 1));
    files.put("c.txt", Content.of("c".getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  private List<String> sent(String path, String query) {
    return azure.journal("\"PUT\"", "here%2F" + path, query, "\"status\":201");
  }

  @Test
  void anUploadThatBrokeOffGoesOnWithTheBlocksThatAreMissing() {
    azure.fault(
        """
        {"method": "PUT", "path": "large.bin", "fault": "reset", "skip": 5, "times": 1000}""");
    assertThatThrownBy(() -> datastore.place("here", folder(), true))
        .isInstanceOf(AzureException.class)
        .hasMessageContaining("tried again by itself");
    var before = sent("b%2Flarge.bin", "comp=block&");
    assertThat(before).hasSize(5);
    assertThat(sent("a.txt", "")).hasSize(1);
    assertThat(sent("c.txt", "")).as("nothing more is sent after a failure").isEmpty();

    azure.send("DELETE", "/_emulator/faults", "", Map.of());
    datastore = newClient(); // another process, say
    assertThat(datastore.place("here", folder(), true)).endsWith("/paths/here/");

    var blocks = sent("b%2Flarge.bin", "comp=block&");
    assertThat(blocks).hasSize(BLOCKS).startsWith(before.toArray(String[]::new));
    assertThat(blocks)
        .extracting(line -> line.replaceAll(".*blockid=([^&\"]+).*", "$1"))
        .as("each once")
        .doesNotHaveDuplicates();
    assertThat(sent("b%2Flarge.bin", "comp=blocklist")).hasSize(1);
    assertThat(sent("a.txt", "")).as("was there").hasSize(1);
    assertThat(sent("c.txt", "")).hasSize(1);
    assertThat(datastore.digest("azureml://datastores/workspaceblobstore/paths/here/").value())
        .isEqualTo(digest());
  }

  /** Of the same files, as they are. */
  private static String digest() {
    var files = folder();
    var sizes = new TreeMap<String, Long>();
    files.forEach((path, content) -> sizes.put(path, content.size()));
    return ContentDigest.of(
            sizes,
            path -> {
              try {
                return files.get(path).open();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .value();
  }

  @Test
  void whatIsThereIsNotSentAgain() {
    var first = datastore.upload("model", folder(), true);
    var puts = azure.journal("\"PUT\"").size();
    assertThat(newClient().upload("model", folder(), true)).isEqualTo(first);
    assertThat(azure.journal("\"PUT\"")).hasSize(puts);
  }

  @Test
  void aReleaseThatIsStoppedSendsNoFurtherBlock() {
    var asked = new AtomicInteger();
    Runnable guard =
        () -> {
          if (asked.incrementAndGet() > 3) {
            throw new CallWithheldException("stopping");
          }
        };
    assertThatThrownBy(() -> AzureMl.guarded(guard, () -> datastore.place("here", folder(), true)))
        .isInstanceOf(CallWithheldException.class);
    assertThat(asked).hasValue(4);
    assertThat(azure.journal("\"PUT\"", CONTAINER))
        .as("after the datastore's secret a file and a block")
        .hasSize(2);
  }

  private static void meet(CountDownLatch others) {
    try {
      others.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server counts and keeps nothing; of 25 blocks a few are in memory. */
  @Test
  void aLargeFileIsNeverWholeInMemoryAndSeveralRequestsAreOnTheirWay() throws Exception {
    var large = new Noise(25L * Uploads.BLOCK, 2);
    var received = new AtomicLong();
    var furthest = new AtomicLong();
    var two = new CountDownLatch(2);
    var most = new AtomicInteger();
    var now = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          furthest.accumulateAndGet(large.read().get() - received.get(), Math::max);
          received.addAndGet(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
          var lists = exchange.getRequestURI().getQuery().contains("comp=list");
          if (exchange.getRequestMethod().equals("PUT")) {
            two.countDown();
            meet(two);
          }
          var answer = "<EnumerationResults><Blobs/></EnumerationResults>".getBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          now.decrementAndGet();
          exchange.sendResponseHeaders(
              exchange.getRequestMethod().equals("PUT") ? 201 : lists ? 200 : 404,
              lists ? answer.length : -1);
          if (lists) {
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    server.start();
    try {
      var container =
          new BlobContainerClientBuilder()
              .endpoint(
                  "http://127.0.0.1:%d/acc/c?sig=any".formatted(server.getAddress().getPort()))
              .httpClient(new JdkHttpClientBuilder().build())
              .buildClient();
      new Uploads(container).put("large", new TreeMap<>(Map.of("large", large)));
    } finally {
      server.stop(0);
      threads.shutdown();
    }
    assertThat(received.get()).isGreaterThanOrEqualTo(large.size());
    assertThat(furthest.get())
        .isLessThanOrEqualTo((ParallelRequests.AT_A_TIME + 2L) * Uploads.BLOCK);
    assertThat(most.get()).isBetween(2, ParallelRequests.AT_A_TIME);
  }
}
