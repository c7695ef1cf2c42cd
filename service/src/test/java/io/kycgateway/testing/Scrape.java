package io.kycgateway.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A scrape in the text format 0.0.4, parsed. */
public final class Scrape {
  private static final Pattern META = Pattern.compile("# (HELP|TYPE) (\\S+) ?(.*)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /** A sample line. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, String> helps = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  private Scrape() {}

  /** Parses; a line that is not of the format is an error. */
  public static Scrape parse(String text) {
    Scrape scrape = new Scrape();
    for (String line : text.lines().toList()) {
      Matcher meta = META.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (meta.matches()) {
        Map<String, String> target = meta.group(1).equals("HELP") ? scrape.helps : scrape.types;
        if (target.put(meta.group(2), meta.group(3)) != null) {
          throw new IllegalArgumentException("twice in one scrape: " + line);
        }
      } else if (sample.matches()) {
        scrape.samples.add(
            new Sample(sample.group(1), labels(sample.group(2)), number(sample.group(3))));
      } else {
        throw new IllegalArgumentException("not of the text format: " + line);
      }
    }
    return scrape;
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return labels;
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** The families' types, by name. */
  public Map<String, String> types() {
    return types;
  }

  /** The families' HELP sentences, by name. */
  public Map<String, String> helps() {
    return helps;
  }

  /** All samples. */
  public List<Sample> samples() {
    return samples;
  }

  /** The samples of that name that have at least these labels (name, value, name, value, …). */
  public List<Sample> samples(String name, String... labels) {
    return samples.stream().filter(s -> s.name().equals(name) && has(s, labels)).toList();
  }

  /** The sum of the samples of that name that have at least these labels. */
  public double sum(String name, String... labels) {
    return samples(name, labels).stream().mapToDouble(Sample::value).sum();
  }

  /** The one sample of that name and these labels. */
  public double value(String name, String... labels) {
    List<Sample> found = samples(name, labels);
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          name + List.of(labels) + " is in the scrape " + found.size() + " times");
    }
    return found.get(0).value();
  }

  private static boolean has(Sample sample, String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
        return false;
      }
    }
    return true;
  }
}
