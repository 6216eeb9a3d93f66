package io.modelrelease.azuredevops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One organization of Azure DevOps with a project, a pipeline and a repository, on a free port of
 * the loopback. It answers as Microsoft's REST reference 7.1 says (pages Events Post Event,
 * Timelines, Logs, Records Update, Feed, Statuses Create, Tags, Builds Get, Oidctoken Create), and
 * keeps what came.
 *
 * <ul>
 *   <li>No or a wrong token: 401 where {@code X-TFS-FedAuthRedirect: Suppress} is sent, else the
 *       redirect to the login's page that Azure DevOps answers.
 *   <li>No api-version on anything but GET: 400 VssVersionNotSpecifiedException.
 *   <li>A colon in a path, encoded or not: 400 (azure-pipelines-agent#5095).
 *   <li>A second end of a task: 404. Unverified: Azure DevOps may answer otherwise.
 * </ul>
 */
public final class ImitatedAzureDevOps implements AutoCloseable {
  public static final String ORGANIZATION = "contoso";
  public static final String ORGANIZATION_ID = "0ca3ddd9-f0b0-4635-a98c-586652696100";
  public static final String PROJECT = "mlops";
  public static final String PROJECT_ID = "271ef6f7-5998-4b0f-86fb-4b54d9129900";
  public static final String PIPELINE = "dev-model-training";
  public static final String DEFINITION_ID = "17";
  public static final String REPOSITORY = "models";
  public static final String REPOSITORY_ID = "c738a23e-2307-4a6c-a406-f1f0f7293800";
  public static final String COMMIT = "3f2a9c1d5b7e8f90a1b2c3d4e5f60718293a4b5c";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final AtomicInteger builds = new AtomicInteger(4_711);
  private final IdTokens idTokens = new IdTokens();
  private final Runs runs = new Runs();
  private final Api api = new Api(runs, idTokens, this::issuer);
  private volatile boolean down;

  public ImitatedAzureDevOps() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The organization's address, System.CollectionUri, with a slash at its end. */
  public String collection() {
    return "http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), ORGANIZATION);
  }

  /** Who signs the jobs' id tokens; its document is below it, its keys are not. */
  public String issuer() {
    return host() + "/vstoken/" + ORGANIZATION_ID;
  }

  private String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A run of the pipeline with one job that goes on, for a repository in Azure Repos. */
  public PipelineJob job() {
    return job("TfsGit");
  }

  /**
   * @param repository TfsGit or GitHub
   */
  public PipelineJob job(String repository) {
    return rerun(
        new PipelineJob(collection(), builds.incrementAndGet(), uuid(), "", "", "", ""),
        repository);
  }

  /** The same run, its stage run again: another job and another task of the same plan. */
  public PipelineJob again(PipelineJob job) {
    return rerun(job, runs.repository(job.buildId()));
  }

  private PipelineJob rerun(PipelineJob of, String repository) {
    var job =
        new PipelineJob(
            of.collection(),
            of.buildId(),
            of.planId(),
            uuid(),
            uuid(),
            uuid(),
            "job-token." + uuid() + uuid());
    runs.begin(job, repository);
    return job;
  }

  private static String uuid() {
    return UUID.randomUUID().toString();
  }

  /** Its token is refused from now on. */
  public void expire(PipelineJob job) {
    runs.expire(job);
  }

  /** Takes this token too, as that of a service principal with rights in the project. */
  public void accept(String token) {
    runs.accept(token);
  }

  /** Changes the claims of every id token from now on; the whole map may be changed. */
  public void claims(UnaryOperator<Map<String, Object>> change) {
    api.claims(change);
  }

  /** A token with the claims that this job's has, changed, without asking for it. */
  public String idToken(PipelineJob job, UnaryOperator<Map<String, Object>> change) {
    return idTokens.signed(change.apply(IdTokens.claims(issuer(), job)));
  }

  /** The next {@code times} requests whose "METHOD path" has the pattern are answered so. */
  public void refuse(String request, int times, int status, Map<String, String> headers) {
    faults.add(new Fault(Fault.Kind.STATUS, request, times, status, headers, Duration.ZERO));
  }

  /** Breaks the connection before anything is done. */
  public void drop(String request, int times) {
    faults.add(new Fault(Fault.Kind.BROKEN_BEFORE, request, times, 0, Map.of(), Duration.ZERO));
  }

  /** Does what is asked, and breaks the connection instead of answering. */
  public void dropAfter(String request, int times) {
    faults.add(new Fault(Fault.Kind.BROKEN_AFTER, request, times, 0, Map.of(), Duration.ZERO));
  }

  public void delay(String request, int times, Duration pause) {
    faults.add(new Fault(Fault.Kind.LATE, request, times, 0, Map.of(), pause));
  }

  /** Breaks every connection until it is up again. */
  public void down(boolean now) {
    down = now;
  }

  /** Forgets faults and requests; runs and their ends stay. */
  public void forget() {
    faults.clear();
    seen.clear();
    down = false;
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** What came with this method, and a path that has the pattern. */
  public List<Seen> seen(String method, String path) {
    return seen.stream()
        .filter(one -> one.method().equals(method) && one.path().matches(".*" + path + ".*"))
        .toList();
  }

  /** succeeded or failed; empty while its task waits. */
  public String result(PipelineJob job) {
    return runs.result(job.planId(), job.jobId());
  }

  /** Lines of the job's live feed, oldest first. */
  public List<String> feed(PipelineJob job) {
    return runs.feed(job.jobId());
  }

  /** The log that the task's record names; empty where it has none. */
  public String log(PipelineJob job) {
    return runs.logOf(job);
  }

  public List<String> tags(int buildId) {
    return runs.tags(buildId);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var uri = exchange.getRequestURI();
    var headers =
        exchange.getRequestHeaders().entrySet().stream()
            .collect(
                Collectors.toMap(
                    header -> header.getKey().toLowerCase(Locale.ROOT),
                    header -> header.getValue().get(0)));
    var request =
        new Seen(
            exchange.getRequestMethod(),
            uri.getRawPath(),
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            headers,
            body,
            0);
    var line = request.method() + " " + request.path();
    var fault = faults.stream().filter(one -> one.takes(line)).findFirst();
    var kind = fault.map(one -> one.kind);
    if (down || kind.filter(Fault.Kind.BROKEN_BEFORE::equals).isPresent()) {
      seen.add(request);
      exchange.close();
      return;
    }
    if (kind.filter(Fault.Kind.LATE::equals).isPresent()) {
      pause(fault.orElseThrow().pause);
    }
    var answer =
        kind.filter(Fault.Kind.STATUS::equals).isPresent()
            ? Reply.problem(fault.orElseThrow().status, "TestFault", "The test wants it so.")
                .with(fault.orElseThrow().headers)
            : api.answer(request, host());
    if (kind.filter(Fault.Kind.BROKEN_AFTER::equals).isPresent()) {
      seen.add(request);
      exchange.close();
      return;
    }
    seen.add(
        new Seen(
            request.method(), request.path(), request.query(), headers, body, answer.status()));
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
