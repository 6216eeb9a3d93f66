package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The front of the resource manager: who asks, API version, subscription, resource group; then the
 * operation.
 */
public final class ArmApi {
  private static final Pattern API_VERSION =
      Pattern.compile("20\\d\\d-\\d\\d-\\d\\d(-preview|-dataplanepreview)?");

  private static final Set<String> ROOTS = Set.of("subscriptions", "providers");

  private final Tokens tokens;
  private final Budgets budgets;
  private final Router router;

  public ArmApi(
      World world,
      Tokens tokens,
      Operations operations,
      CoreQuota quota,
      Budgets budgets,
      Rights rights) {
    this.tokens = tokens;
    this.budgets = budgets;
    var known = all(world, tokens, operations, quota, rights);
    var provider = new ProviderApi(known);
    this.router =
        new Router(Stream.concat(provider.operations().stream(), known.stream()).toList(), rights);
    operations.resultsIn(router::handle);
  }

  private static List<Operation> all(
      World world, Tokens tokens, Operations operations, CoreQuota quota, Rights rights) {
    var references = new References(world);
    var places = new Places(world);
    return Stream.of(
            new SubscriptionApi(quota, places).operations(),
            operations.operations(),
            places.operations(),
            rights.operations(),
            new Computes(world, operations, quota).operations(),
            new Datastores(world).operations(),
            new AssetContainers(world, operations).operations(),
            new AssetVersions(world, references, operations).operations(),
            new Publishing(world, references, operations).operations(),
            new PendingUploads(world).operations(),
            new RegistryData(world, references).operations(),
            new Jobs(world, references, operations, quota).operations(),
            new Endpoints(world, references, operations, tokens, quota).operations(),
            new BatchJobs(world).operations(),
            new Schedules(world, operations).operations(),
            Unsupported.operations())
        .flatMap(List::stream)
        .toList();
  }

  /** All that is answered, in the order in which people read it. */
  public List<Operation> operations() {
    return router.operations();
  }

  public boolean serves(Exchange exchange) {
    return ROOTS.contains(exchange.path().get(0).toLowerCase(Locale.ROOT));
  }

  public void handle(Exchange exchange) {
    handle(exchange, exchange.path());
  }

  /**
   * Answers a request whose path has something before {@code subscriptions}, as the resource
   * provider's own address has.
   *
   * @param path from {@code subscriptions} on
   */
  public void handle(Exchange exchange, List<String> path) {
    trace(exchange);
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    requireVersion(exchange);
    budgets.spend(exchange);
    if (path.size() > 1
        && path.get(0).equalsIgnoreCase("subscriptions")
        && !path.get(1).equals(World.SUBSCRIPTION)) {
      throw new AzureFailure(
          404,
          "SubscriptionNotFound",
          "The subscription '%s' could not be found.".formatted(path.get(1)));
    }
    if (path.size() > 3
        && path.get(2).equalsIgnoreCase("resourceGroups")
        && !path.get(3).equalsIgnoreCase(World.RESOURCE_GROUP)) {
      throw new AzureFailure(
          404,
          "ResourceGroupNotFound",
          "Resource group '%s' could not be found.".formatted(path.get(3)));
    }
    if (!router.handle(exchange, path)) {
      Unsupported.refuse(exchange, path);
    }
  }

  /** Every answer has ids of its own; the caller's is sent back where it asks for that. */
  private static void trace(Exchange exchange) {
    var id = UUID.randomUUID().toString();
    exchange.set("x-ms-request-id", id);
    exchange.set(
        "x-ms-correlation-request-id", exchange.header("x-ms-correlation-request-id").orElse(id));
    if (exchange
        .header("x-ms-return-client-request-id")
        .filter("true"::equalsIgnoreCase)
        .isPresent()) {
      exchange
          .header("x-ms-client-request-id")
          .ifPresent(own -> exchange.set("x-ms-client-request-id", own));
    }
  }

  private static void requireVersion(Exchange exchange) {
    var version = exchange.query("api-version").orElse("");
    if (version.isEmpty()) {
      throw new AzureFailure(
          400,
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    if (!API_VERSION.matcher(version).matches()) {
      throw new AzureFailure(
          400,
          "InvalidApiVersionParameter",
          "The api-version '%s' is invalid. The supported versions are '2025-12-01'."
              .formatted(version));
    }
  }

  /** A shared access signature; which one is not checked. */
  public static String sas() {
    return "sv=2021-12-02&sr=c&sp=racwdl&se=2099-01-01T00%3A00%3A00Z&sig=emulator";
  }
}
