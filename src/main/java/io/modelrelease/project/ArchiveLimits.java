package io.modelrelease.project;

/**
 * What an uploaded archive may hold.
 *
 * @param entries files and folders
 * @param bytes unpacked
 */
public record ArchiveLimits(int entries, long bytes) {
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(2_000, 64L << 20);

  /** For archives that were checked when they came. */
  public static final ArchiveLimits NONE = new ArchiveLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
}
