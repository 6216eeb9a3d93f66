package io.modelrelease.project;

/**
 * What an uploaded archive may hold.
 *
 * @param entries files and folders
 * @param bytes of all files, unpacked
 */
public record ArchiveLimits(int entries, long bytes) {
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(2_000, 64L << 20);

  /** For archives that were checked when they came. */
  public static final ArchiveLimits NONE = new ArchiveLimits(Integer.MAX_VALUE, Long.MAX_VALUE / 2);

  /** Header, padding and a long name of each entry. */
  private static final int BESIDE_CONTENT = 4 << 10;

  /** Of the whole tar, whatever it spends its bytes on. */
  long tarBytes() {
    return bytes + (long) entries * BESIDE_CONTENT;
  }
}
