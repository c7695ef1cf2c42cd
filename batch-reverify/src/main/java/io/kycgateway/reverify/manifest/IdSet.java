package io.kycgateway.reverify.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The ids seen so far, to find duplicates: open addressing with 16 bytes per slot. On the heap up
 * to a limit, beyond it in a mapped file that is deleted at the end, so that the heap does not grow
 * with the manifest. Not thread-safe.
 */
public final class IdSet implements Closeable {
  private static final int LONGS_PER_SLOT = 2;
  private static final int FIRST_SLOTS = 1 << 12;
  private static final int MAX_SLOTS = Integer.MAX_VALUE / (LONGS_PER_SLOT * Long.BYTES);
  private static final double FULL = 0.7;

  private final long heapBytes;
  private final Path folder;
  private LongBuffer table;
  private int slots;
  private int size;
  private @Nullable Path file;

  private IdSet(long heapBytes, Path folder, int slots) throws IOException {
    this.heapBytes = heapBytes;
    this.folder = folder;
    this.slots = slots;
    this.table = allocate(slots);
  }

  /**
   * An empty set.
   *
   * @param expected expected number of ids; 0: unknown, the set grows
   * @param heapBytes heap limit
   * @param folder holds the file that is used beyond that limit
   */
  public static IdSet create(long expected, long heapBytes, Path folder) throws IOException {
    return new IdSet(
        heapBytes, folder, (int) Math.max(FIRST_SLOTS, Math.min(MAX_SLOTS, expected / FULL + 1)));
  }

  /** Adds an id; false: it is a duplicate. */
  boolean add(IdHash id) throws IOException {
    if (size >= slots * FULL) {
      grow();
    }
    // 0 in both halves marks a free slot.
    long high = id.high() == 0 && id.low() == 0 ? 1 : id.high();
    int slot = slotOf(high, id.low());
    if (slot < 0) {
      return false;
    }
    table.put(slot, high).put(slot + 1, id.low());
    size++;
    return true;
  }

  /** How many ids it holds. */
  int size() {
    return size;
  }

  /** Whether it is in the mapped file. */
  boolean isOnDisk() {
    return file != null;
  }

  // The free slot for an id, or -1 if the id is present.
  private int slotOf(long high, long low) {
    int slot = (int) Long.remainderUnsigned(low, slots);
    while (true) {
      long h = table.get(slot * LONGS_PER_SLOT);
      long l = table.get(slot * LONGS_PER_SLOT + 1);
      if (h == 0 && l == 0) {
        return slot * LONGS_PER_SLOT;
      }
      if (h == high && l == low) {
        return -1;
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
  }

  private void grow() throws IOException {
    if (slots > MAX_SLOTS / 2) {
      throw new IOException(
          "more than " + size + " ids in one shard: divide the manifest into more shards");
    }
    LongBuffer old = table;
    Path oldFile = file;
    file = null;
    slots *= 2;
    table = allocate(slots);
    for (int i = 0; i < old.capacity(); i += LONGS_PER_SLOT) {
      if (old.get(i) != 0 || old.get(i + 1) != 0) {
        int slot = slotOf(old.get(i), old.get(i + 1));
        table.put(slot, old.get(i)).put(slot + 1, old.get(i + 1));
      }
    }
    if (oldFile != null) {
      Files.deleteIfExists(oldFile);
    }
  }

  private LongBuffer allocate(int newSlots) throws IOException {
    long bytes = (long) newSlots * LONGS_PER_SLOT * Long.BYTES;
    if (bytes <= heapBytes) {
      return LongBuffer.allocate(newSlots * LONGS_PER_SLOT);
    }
    Path mapped = Files.createTempFile(folder, ".reverify-ids", ".tmp");
    file = mapped;
    try (FileChannel channel =
        FileChannel.open(mapped, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Written, not only sized: on a full disk a sparse file would crash the JVM at a later write.
      ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
      for (long written = 0; written < bytes; ) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - written));
        written += channel.write(zeros);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes).asLongBuffer();
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
