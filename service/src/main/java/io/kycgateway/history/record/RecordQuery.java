package io.kycgateway.history.record;

import io.kycgateway.verification.Status;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a client, newest first.
 *
 * @param sessionHashes one of them; empty: any session
 * @param status null: any
 * @param from the smallest id; null: no bound
 * @param before all ids are smaller than this; null: no bound
 * @param limit how many at most
 */
public record RecordQuery(
    String client,
    List<byte[]> sessionHashes,
    @Nullable Status status,
    @Nullable UUID from,
    @Nullable UUID before,
    int limit) {}
