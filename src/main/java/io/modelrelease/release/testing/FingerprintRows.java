package io.modelrelease.release.testing;

import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import org.springframework.stereotype.Component;

/** The fingerprint of a candidate, as the ledger keeps it. */
@Component
public class FingerprintRows {
  private final Versions versions;

  FingerprintRows(Versions versions) {
    this.versions = versions;
  }

  public Fingerprint of(ReleaseCase release) {
    return versions
        .find(release.model(), release.version())
        .flatMap(VersionRecord::fingerprint)
        .map(Fingerprint::read)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s version %d has no fingerprint: it was never evaluated, or never tested in"
                            .formatted(release.model(), release.version())
                        + " staging"));
  }
}
