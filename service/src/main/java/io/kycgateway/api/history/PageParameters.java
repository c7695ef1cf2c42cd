package io.kycgateway.api.history;

import io.kycgateway.common.UuidV7;
import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.verification.FieldError;
import io.kycgateway.verification.RequestReader;
import io.kycgateway.verification.Status;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the query of a request for a page, and lists everything that is wrong with it. */
final class PageParameters {
  private static final Set<String> KNOWN =
      new TreeSet<>(Set.of("session_id", "status", "from", "to", "limit", "cursor"));
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  // The times that a UUID of version 7 can hold and that sort, which is until the year 6429.
  private static final long MAX_MILLIS = (1L << 47) - 1;

  private final MultivaluedMap<String, String> query;
  private final List<FieldError> errors = new ArrayList<>();

  private PageParameters(MultivaluedMap<String, String> query) {
    this.query = query;
  }

  /**
   * The page that a query asks for.
   *
   * @throws ProblemException lists what is wrong; never repeats a value
   */
  static Page read(MultivaluedMap<String, String> query, HistoryKeys keys, String client) {
    PageParameters parameters = new PageParameters(query);
    Page page = parameters.page(keys, client);
    if (!parameters.errors.isEmpty()) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_FIELDS, "see errors: each names a parameter")
              .withErrors(parameters.errors));
    }
    return page;
  }

  private Page page(HistoryKeys keys, String client) {
    long unknown = query.keySet().stream().filter(name -> !KNOWN.contains(name)).count();
    if (unknown > 0) {
      error(
          "query",
          String.format(
              Locale.ROOT,
              "must have no other parameters than %s (%d unknown)",
              String.join(", ", KNOWN),
              unknown));
    }
    int limit = limit();
    @Nullable String cursor = single("cursor");
    return cursor == null ? first(limit) : following(cursor, limit, keys, client);
  }

  private Page following(String cursor, int limit, HistoryKeys keys, String client) {
    for (String other : List.of("session_id", "status", "from", "to")) {
      if (query.containsKey(other)) {
        error(other, "must not be given with a cursor, which has it");
      }
    }
    Page page = Page.of(cursor, keys, client).orElse(null);
    if (page == null) {
      error("cursor", "must be of a page's next, unchanged");
      return new Page(limit, null, null, null, null);
    }
    return query.containsKey("limit") ? page.withLimit(limit) : page;
  }

  private Page first(int limit) {
    @Nullable UUID from = bound("from");
    @Nullable UUID to = bound("to");
    if (from != null && to != null && from.compareTo(to) >= 0) {
      error("to", "must be later than from");
    }
    return new Page(limit, session(), status(), from, to);
  }

  private int limit() {
    @Nullable String text = single("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (text.matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    error("limit", "must be a whole number from 1 to " + MAX_LIMIT);
    return DEFAULT_LIMIT;
  }

  private @Nullable String session() {
    @Nullable String text = single("session_id");
    if (text != null && !RequestReader.UUID_FORM.matcher(text).matches()) {
      error("session_id", "must be a UUID");
      return null;
    }
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private @Nullable Status status() {
    @Nullable String text = single("status");
    if (text == null) {
      return null;
    }
    for (Status status : Status.values()) {
      if (status.wireName().equals(text)) {
        return status;
      }
    }
    error(
        "status",
        "must be one of "
            + String.join(", ", Arrays.stream(Status.values()).map(Status::wireName).toList()));
    return null;
  }

  // Ids have milliseconds: a finer bound is the next one.
  private @Nullable UUID bound(String name) {
    @Nullable String text = single(name);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      OffsetDateTime whole = time.truncatedTo(ChronoUnit.MILLIS);
      long millis = whole.toInstant().toEpochMilli() + (whole.equals(time) ? 0 : 1);
      if (millis >= 0 && millis <= MAX_MILLIS) {
        return UuidV7.first(millis);
      }
    } catch (DateTimeException | ArithmeticException e) {
      // Reported below.
    }
    error(name, "must be a time of ISO 8601 with its offset, such as 2026-11-29T12:00:00Z");
    return null;
  }

  private @Nullable String single(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      error(name, "must be given once");
      return null;
    }
    return values.isEmpty() ? null : values.get(0);
  }

  private void error(String parameter, String message) {
    errors.add(new FieldError(parameter, message));
  }
}
