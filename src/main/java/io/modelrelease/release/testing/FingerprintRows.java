package io.modelrelease.release.testing;

import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The fingerprint of a candidate, as the ledger keeps it. */
@Component
public class FingerprintRows {
  private final Versions versions;

  FingerprintRows(Versions versions) {
    this.versions = versions;
  }

  /** Empty where no evaluation and no endpoint has answered every row. */
  public Optional<Fingerprint> find(ReleaseCase release) {
    return versions
        .find(release.model(), release.version())
        .flatMap(VersionRecord::fingerprint)
        .map(Fingerprint::read);
  }

  public Fingerprint of(ReleaseCase release) {
    return find(release)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s version %d has no fingerprint: it was never evaluated, or never tested in"
                            .formatted(release.model(), release.version())
                        + " staging"));
  }
}
