package io.kycgateway.ratelimit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of requests in a window; each window starts with all of them.
 *
 * @param seconds the window, at least one second
 */
public record Quota(int requests, long seconds) {
  private static final Pattern FORM =
      Pattern.compile("([1-9][0-9]{0,8})/([1-9][0-9]{0,4})?([smhd])");

  /**
   * Reads {@code 5/1m}, {@code 10/h}: s, m, h and d are seconds, minutes, hours and days.
   *
   * @throws IllegalArgumentException if it has another form
   */
  @JsonCreator
  public static Quota parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a quota is written like 5/1m, 10/1h or 5/1d: " + text);
    }
    String count = matcher.group(2);
    long units = count == null ? 1 : Long.parseLong(count);
    return new Quota(Integer.parseInt(matcher.group(1)), units * unit(matcher.group(3)));
  }

  private static long unit(String letter) {
    return switch (letter) {
      case "s" -> 1;
      case "m" -> 60;
      case "h" -> 3_600;
      default -> 86_400;
    };
  }

  Duration window() {
    return Duration.ofSeconds(seconds);
  }

  @JsonValue
  @Override
  public String toString() {
    return requests + "/" + seconds + "s";
  }
}
