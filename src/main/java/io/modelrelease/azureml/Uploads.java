package io.modelrelease.azureml;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobListBlocksOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts files where their content says that they belong. What is there already is not sent: whole
 * files, and of a large one the blocks that an upload which broke off has left (the service keeps
 * blocks that are not committed for a week: Put Block, Remarks).
 */
final class Uploads {
  /** Files up to this size are sent in one request. */
  static final int BLOCK = 4 << 20;

  /** Of one blob (Put Block List, Remarks). */
  private static final int MOST_BLOCKS = 50_000;

  /** Of a block's content, in the block's id. */
  private static final int DIGEST_LENGTH = 20;

  private static final BlobRequestConditions NEW = new BlobRequestConditions().setIfNoneMatch("*");

  private final BlobContainerClient container;

  Uploads(BlobContainerClient container) {
    this.container = container;
  }

  /**
   * Uploads files; only few blocks of them are in memory at any time.
   *
   * @param prefix which the names of all have
   * @param files name of the blob to content
   */
  boolean put(String prefix, SortedMap<String, Content> files) {
    var missing = new TreeMap<>(files);
    Datastore.list(container, prefix)
        .forEach(
            (name, size) -> {
              var known = files.get(prefix + name);
              if (known != null && known.size() == size) {
                missing.remove(prefix + name);
              }
            });
    try (var sending = new ParallelRequests()) {
      for (var file : missing.entrySet()) {
        var blob = container.getBlobClient(file.getKey()).getBlockBlobClient();
        if (file.getValue().size() <= BLOCK) {
          var bytes = read(file.getKey(), file.getValue());
          sending.send(() -> whole(blob, bytes));
        } else {
          inBlocks(file.getKey(), blob, file.getValue(), sending);
        }
      }
      sending.finish();
    }
    return !missing.isEmpty();
  }

  private static byte[] read(String name, Content content) {
    try (var in = content.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }

  private static void whole(BlockBlobClient blob, byte[] bytes) {
    var md5 = digest("MD5").digest(bytes);
    unlessThere(
        () ->
            blob.uploadWithResponse(
                new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))
                    .setContentMd5(md5) // the service refuses what arrives otherwise
                    .setHeaders(new BlobHttpHeaders().setContentMd5(md5)) // and keeps it
                    .setRequestConditions(NEW),
                null,
                Context.NONE));
  }

  private static void inBlocks(
      String name, BlockBlobClient blob, Content content, ParallelRequests sending) {
    var staged = staged(blob);
    var ids = new ArrayList<String>();
    var md5 = digest("MD5");
    var size = blockSize(content.size());
    try (var in = content.open()) {
      for (var block = in.readNBytes(size); block.length > 0; block = in.readNBytes(size)) {
        md5.update(block);
        var id = id(ids.size(), block);
        ids.add(id);
        if (!Objects.equals(staged.get(id), (long) block.length)) {
          var bytes = block;
          sending.send(() -> stage(blob, id, bytes));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
    sending.finish();
    Changes.ask();
    unlessThere(
        () ->
            blob.commitBlockListWithResponse(
                new BlockBlobCommitBlockListOptions(ids)
                    .setHeaders(new BlobHttpHeaders().setContentMd5(md5.digest()))
                    .setRequestConditions(NEW),
                null,
                Context.NONE));
  }

  private static int blockSize(long size) {
    return (int) Math.max(BLOCK, (size + MOST_BLOCKS - 1) / MOST_BLOCKS);
  }

  private static void stage(BlockBlobClient blob, String id, byte[] bytes) {
    blob.stageBlockWithResponse(
        id,
        new ByteArrayInputStream(bytes),
        bytes.length,
        digest("MD5").digest(bytes),
        null,
        null,
        Context.NONE);
  }

  /** Blocks that wait to be committed, by id; their sizes. */
  private static Map<String, Long> staged(BlockBlobClient blob) {
    try {
      return blob
          .listBlocksWithResponse(
              new BlockBlobListBlocksOptions(BlockListType.UNCOMMITTED), null, Context.NONE)
          .getValue()
          .getUncommittedBlocks()
          .stream()
          .collect(Collectors.toMap(Block::getName, Block::getSizeLong, (one, other) -> one));
    } catch (BlobStorageException e) {
      if (e.getStatusCode() == 404) {
        return Map.of();
      }
      throw e;
    }
  }

  /** Of one length for all, as the service wants it; place and content are in it. */
  private static String id(int index, byte[] block) {
    var id = ByteBuffer.allocate(Integer.BYTES + DIGEST_LENGTH);
    id.putInt(index).put(digest("SHA-256").digest(block), 0, DIGEST_LENGTH);
    return Base64.getEncoder().encodeToString(id.array());
  }

  /** Somebody may have been quicker; at this name are the same bytes. */
  private static void unlessThere(Runnable put) {
    try {
      put.run();
    } catch (BlobStorageException e) {
      if (e.getErrorCode() != BlobErrorCode.BLOB_ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
