package io.kycgateway.reverify.results;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A record whose result differs from its previous status. */
public record ChangedOutcome(String id, Status before, Status now, List<String> reasons) {
  public ChangedOutcome {
    reasons = List.copyOf(reasons);
  }

  /**
   * Reads a line of the results as far as it takes to see whether its outcome changed.
   *
   * @return empty: it did not, or the record had no previous status
   */
  static Optional<ChangedOutcome> read(byte[] line) throws IOException, StartupException {
    try (JsonParser json = JsonLine.MAPPER.createParser(line)) {
      String id = null;
      String now = null;
      String before = null;
      json.nextToken();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        json.nextToken();
        switch (field) {
          case "id" -> id = json.getText();
          case "status" -> now = json.getText();
          case "previous_status" -> before = json.getText();
          case "reasons" -> {
            return id == null || now == null || before == null || now.equals(before)
                ? Optional.empty()
                : Optional.of(
                    new ChangedOutcome(
                        id, Status.valueOf(before), Status.valueOf(now), texts(json)));
          }
          default -> json.skipChildren();
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new StartupException("not a line that this job wrote");
    }
  }

  private static List<String> texts(JsonParser array) throws IOException {
    List<String> texts = new ArrayList<>();
    while (array.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(array.getText());
    }
    return texts;
  }

  /** Shows the statuses only: an id may be anything. */
  @Override
  public String toString() {
    return "ChangedOutcome[" + before + " -> " + now + "]";
  }
}
