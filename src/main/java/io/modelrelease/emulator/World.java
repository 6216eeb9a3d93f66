package io.modelrelease.emulator;

import io.modelrelease.emulator.blob.BlobStore;
import io.modelrelease.emulator.state.EmulatorClock;
import io.modelrelease.emulator.state.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What there is from the start, and what all parts of the emulator share. */
public final class World {
  public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
  public static final String RESOURCE_GROUP = "rg-modelrelease";
  public static final String LOCATION = "westeurope";
  public static final List<String> WORKSPACES = List.of("mlw-dev", "mlw-staging", "mlw-production");
  public static final List<String> REGISTRIES = List.of("mlr-staging", "mlr-production");

  /** The datastore that every workspace has. */
  public static final String DATASTORE = "workspaceblobstore";

  /** Where job artifacts go. */
  public static final String ARTIFACTS = "workspaceartifactstore";

  private final EmulatorSettings settings;
  private final EmulatorClock clock;
  private final Store store;
  private final BlobStore blobs;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile String base = "";

  World(EmulatorSettings settings, EmulatorClock clock, Store store, BlobStore blobs) {
    this.settings = settings;
    this.clock = clock;
    this.store = store;
    this.blobs = blobs;
  }

  public EmulatorSettings settings() {
    return settings;
  }

  public EmulatorClock clock() {
    return clock;
  }

  public Store store() {
    return store;
  }

  public BlobStore blobs() {
    return blobs;
  }

  /** Own address, {@code http://127.0.0.1:8081}. */
  public String base() {
    return base;
  }

  void listensAt(String address) {
    base = address;
  }

  /** Reads, changes and saves documents while nobody else does; an update is never lost. */
  public <T> T exclusively(Supplier<T> change) {
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  /** Stable for a name. */
  public static String guid(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Storage account of a workspace or registry. */
  public static String account(String scope) {
    return "st" + scope.replaceAll("[^a-z0-9]", "");
  }

  /** Container of a datastore. */
  public static Optional<String> container(String datastore) {
    return switch (datastore) {
      case DATASTORE -> Optional.of("azureml-blobstore");
      case ARTIFACTS -> Optional.of("azureml");
      default -> Optional.empty();
    };
  }
}
