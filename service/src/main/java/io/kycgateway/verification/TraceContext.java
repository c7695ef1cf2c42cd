package io.kycgateway.verification;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a verification belongs in a distributed trace (W3C Trace Context, level 1); also the span
 * of an operation that is not recorded.
 *
 * @param traceId 32 lower-case hexadecimal digits, the caller's or a new one
 * @param spanId 16 lower-case hexadecimal digits, this gateway's own span
 * @param sampled whether this trace is recorded
 * @param tracestate the caller's vendor data, passed on verbatim; null if none. Never logged
 */
public record TraceContext(
    String traceId, String spanId, boolean sampled, @Nullable String tracestate)
    implements Span, Span.Attempts {
  private static final Pattern TRACEPARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final Pattern TRACESTATE = Pattern.compile("[\\x20-\\x7E\\t]{1,512}");
  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /**
   * Continues the caller's trace with a new span. Without a valid {@code traceparent} a new trace
   * starts, and the {@code tracestate} is dropped.
   */
  public static TraceContext continued(@Nullable String traceparent, @Nullable String tracestate) {
    TraceContext caller = caller(traceparent, tracestate);
    return caller == null ? started() : caller.child();
  }

  /** The caller's own span; null without a valid {@code traceparent}. */
  public static @Nullable TraceContext caller(
      @Nullable String traceparent, @Nullable String tracestate) {
    if (traceparent == null || traceparent.length() > 512) {
      return null;
    }
    Matcher m = TRACEPARENT.matcher(traceparent.strip());
    if (!m.matches()
        || m.group(1).equals("ff")
        || (m.group(1).equals("00") && m.group(5) != null)
        || m.group(2).equals(NO_TRACE)
        || m.group(3).equals(NO_SPAN)) {
      return null;
    }
    boolean sampled = (Integer.parseInt(m.group(4), 16) & 1) == 1;
    return new TraceContext(
        m.group(2),
        m.group(3),
        sampled,
        tracestate != null && TRACESTATE.matcher(tracestate).matches() ? tracestate : null);
  }

  /** Starts a trace. */
  public static TraceContext started() {
    return new TraceContext(hex(nonZero()) + hex(nonZero()), hex(nonZero()), true, null);
  }

  /** The same trace with a new span, for a call that is made within this one. */
  public TraceContext child() {
    return new TraceContext(traceId, hex(nonZero()), sampled, tracestate);
  }

  /** The {@code traceparent} header that says that this gateway's span is the caller. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  @Override
  public TraceContext context() {
    return this;
  }

  /** This one: what is not recorded needs no ids of its own. */
  @Override
  public Span operation(String name) {
    return this;
  }

  @Override
  public Attempts attempts() {
    return child();
  }

  @Override
  public Span begin(String name) {
    return this;
  }

  /** Leaves the caller's data out. */
  @Override
  public String toString() {
    return "TraceContext[" + traceparent() + "]";
  }

  private static long nonZero() {
    // A trace id needs to be unique, not unguessable: no secure randomness on every request.
    long id = ThreadLocalRandom.current().nextLong();
    return id == 0 ? 1 : id;
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return digits.length() == 16 ? digits : "0".repeat(16 - digits.length()) + digits;
  }
}
