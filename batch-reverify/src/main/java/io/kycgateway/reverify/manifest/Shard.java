package io.kycgateway.reverify.manifest;

import io.kycgateway.startup.StartupException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of the manifest that this process verifies. It depends on the record's id alone, so it
 * is the same in every run and on every machine.
 *
 * @param index from 0
 */
public record Shard(int index, int count) {
  public static final Shard WHOLE = new Shard(0, 1);

  private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";
  private static final String COUNT_VARIABLE = "KYC_SHARD_COUNT";
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  /**
   * The shard that the option asks for, or else the environment.
   *
   * @throws StartupException if it is not {@code i/n} with i from 0 to n - 1
   */
  public static Shard of(@Nullable String option, Map<String, String> environment)
      throws StartupException {
    if (option != null) {
      return parse(option, "--shard");
    }
    String index = environment.getOrDefault(INDEX_VARIABLE, "");
    String count = environment.getOrDefault(COUNT_VARIABLE, "");
    if (index.isEmpty() && count.isEmpty()) {
      return WHOLE;
    }
    if (index.isEmpty() || count.isEmpty()) {
      // A default would skip records, or verify all of them in every pod.
      throw new StartupException(
          (index.isEmpty() ? COUNT_VARIABLE : INDEX_VARIABLE)
              + " is set and "
              + (index.isEmpty() ? INDEX_VARIABLE : COUNT_VARIABLE)
              + " is not: sharding needs both, or --shard i/n");
    }
    return parse(index + "/" + count, INDEX_VARIABLE + "/" + COUNT_VARIABLE);
  }

  private static Shard parse(String text, String where) throws StartupException {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      Shard shard =
          new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      if (shard.index < shard.count) {
        return shard;
      }
    }
    throw new StartupException(
        where + " must be i/n with i from 0 to n - 1, such as 0/4; it is " + text);
  }

  public boolean isWhole() {
    return count == 1;
  }

  boolean includes(IdHash id) {
    return Long.remainderUnsigned(id.high(), count) == index;
  }

  /** A line without a usable id belongs to exactly one shard, by its number. */
  boolean includesLine(long number) {
    return number % count == index;
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
