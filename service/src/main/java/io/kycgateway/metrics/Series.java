package io.kycgateway.metrics;

import java.util.List;

/** One series of a family: the family with a value for each label. */
public record Series(Family family, List<String> labelValues) {
  public Series {
    labelValues = List.copyOf(labelValues);
  }

  /** Whether every value is in its label's closed set, where there is one. */
  boolean isAllowed() {
    for (int i = 0; i < labelValues.size(); i++) {
      if (!family.labels().get(i).allows(labelValues.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Its name in the Dropwizard registry: what PromQL would call it. */
  public String registryName() {
    if (labelValues.isEmpty()) {
      return family.name();
    }
    StringBuilder name = new StringBuilder(family.name()).append('{');
    for (int i = 0; i < labelValues.size(); i++) {
      name.append(i == 0 ? "" : ",")
          .append(family.labels().get(i).name())
          .append("=\"")
          .append(labelValues.get(i))
          .append('"');
    }
    return name.append('}').toString();
  }
}
