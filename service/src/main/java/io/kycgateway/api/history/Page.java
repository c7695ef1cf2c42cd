package io.kycgateway.api.history;

import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.verification.Status;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request for a page asks for. A cursor holds one, encrypted for its client: it needs no
 * other parameter, and no other client can use it.
 *
 * @param session null: any
 * @param status null: any
 * @param from the smallest id; null: no bound
 * @param before all ids are smaller than this; null: no bound
 */
record Page(
    int limit,
    @Nullable String session,
    @Nullable Status status,
    @Nullable UUID from,
    @Nullable UUID before) {
  private static final String SEPARATOR = " ";
  private static final String NONE = "-";
  private static final String VERSION = "1";
  private static final int PARTS = 6;

  /** The page that follows, after the last id of this one. */
  Page after(UUID last) {
    return new Page(limit, session, status, from, last);
  }

  Page withLimit(int newLimit) {
    return new Page(newLimit, session, status, from, before);
  }

  String cursor(HistoryKeys keys, String client) {
    String text =
        String.join(
            SEPARATOR,
            VERSION,
            Integer.toString(limit),
            text(session),
            text(status),
            text(from),
            text(before));
    return keys.encrypt(text, purpose(client));
  }

  /** The page of a cursor; empty: it is not one, or another client's. */
  static Optional<Page> of(String cursor, HistoryKeys keys, String client) {
    return keys.decrypt(cursor, purpose(client))
        .map(text -> text.split(SEPARATOR, -1))
        .filter(parts -> parts.length == PARTS && parts[0].equals(VERSION))
        .map(Page::parse);
  }

  // Authentic: we wrote it.
  private static Page parse(String[] parts) {
    return new Page(
        Integer.parseInt(parts[1]),
        given(parts[2]),
        Arrays.stream(Status.values())
            .filter(status -> status.wireName().equals(parts[3]))
            .findFirst()
            .orElse(null),
        uuid(parts[4]),
        uuid(parts[5]));
  }

  private static String purpose(String client) {
    return "cursor " + client;
  }

  private static String text(@Nullable Object value) {
    return value == null ? NONE : value.toString();
  }

  private static @Nullable String given(String text) {
    return text.equals(NONE) ? null : text;
  }

  private static @Nullable UUID uuid(String text) {
    return text.equals(NONE) ? null : UUID.fromString(text);
  }
}
