package io.modelrelease.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Starts, finds and stops releases: all that the doors need of the processes. */
@Service
public class Releases {

  /**
   * @param created false when the same start was asked before
   */
  public record Started(ReleaseView release, boolean created) {}

  /** Starts a release, or finds the one that the same request started before. */
  public Started start(StartRequest request) {
    throw new UnsupportedOperationException();
  }

  public Optional<ReleaseView> find(String id) {
    throw new UnsupportedOperationException();
  }

  /** Newest first. */
  public ReleaseView.Page list(Optional<String> model, Optional<String> state, int page, int size) {
    throw new UnsupportedOperationException();
  }

  /** Stops and undoes; a release that is over stays as it is. */
  public Optional<ReleaseView> stop(String id, String who) {
    throw new UnsupportedOperationException();
  }

  public Optional<JsonNode> dossier(String id) {
    throw new UnsupportedOperationException();
  }
}
