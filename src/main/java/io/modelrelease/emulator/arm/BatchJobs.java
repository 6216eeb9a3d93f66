package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.Exchange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of a batch endpoint and of a deployment, which Microsoft's Python client asks for at the
 * resource provider's own address.
 */
final class BatchJobs {
  private static final String SOURCE = "azure-ai-ml, restclient v2020_09_01_dataplanepreview";

  private final World world;

  BatchJobs(World world) {
    this.world = world;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("W/batchEndpoints/{endpoint}/jobs", "newest first", SOURCE, this::list),
        Operation.get(
            "W/batchEndpoints/{endpoint}/deployments/{deployment}/jobs",
            "newest first",
            SOURCE,
            this::list));
  }

  private void list(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var endpoint = place.key(BatchEndpoints.COLLECTION);
    require(endpoint + "/" + parts.get("endpoint"), "batchEndpoints/" + parts.get("endpoint"));
    var deployment = Optional.ofNullable(parts.get("deployment"));
    deployment.ifPresent(
        name ->
            require(
                endpoint + "/" + parts.get("endpoint") + "/deployments/" + name,
                "batchEndpoints/%s/deployments/%s".formatted(parts.get("endpoint"), name)));
    Paging.answer(
        exchange,
        world.store().children(place.key("jobs")).stream()
            .flatMap(key -> Resource.find(world, key).stream())
            .filter(job -> isOf(job, "azureml.endpointname", parts.get("endpoint")))
            .filter(
                job ->
                    deployment.map(name -> isOf(job, "azureml.deploymentname", name)).orElse(true))
            .sorted(Comparator.comparing(Resource::createdAt).reversed())
            .map(job -> JobView.show(world, place, job))
            .toList());
  }

  private void require(String key, String what) {
    Resource.require(world, key, what);
  }

  private static boolean isOf(Resource job, String property, String name) {
    return job.properties().path("properties").path(property).asText("").equalsIgnoreCase(name);
  }
}
