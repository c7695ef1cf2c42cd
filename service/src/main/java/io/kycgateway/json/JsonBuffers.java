package io.kycgateway.json;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;

/**
 * Where Jackson gets its buffers from. Its own way, a set for each thread, gives every virtual
 * thread a new set for its one document: that was two fifths of all that the pipeline allocated.
 */
public final class JsonBuffers {
  /**
   * Lends them to threads of every kind, and keeps at most a hundred sets. They are not cleared:
   * pieces of documents stay in the heap until others overwrite them.
   */
  public static final RecyclerPool<BufferRecycler> POOL = JsonRecyclerPools.sharedBoundedPool();

  private JsonBuffers() {}
}
