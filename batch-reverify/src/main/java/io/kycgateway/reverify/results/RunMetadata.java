package io.kycgateway.reverify.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which manifest, and which part of it, an output belongs to, and whether all of it was processed;
 * kept in a file beside it.
 */
public record RunMetadata(String manifest, String shard) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FORMAT = "kyc-reverification/1";

  /**
   * A run that processed the last line, with its summary written.
   *
   * @param isPublished whether its metrics arrived, or there is nowhere to publish them
   */
  public record Completion(Instant started, Instant ended, boolean isPublished) {}

  /**
   * Checks that the output belongs to this run; a new output is claimed for it.
   *
   * @throws StartupException if it belongs to another, or its metadata is missing
   */
  public void claim(RunFiles files) throws StartupException, IOException {
    check(files);
    if (!Files.exists(files.metadata())) {
      try {
        write(files, null);
      } catch (FileSystemException e) {
        throw new StartupException(
            files.metadata() + " cannot be written: " + FileErrors.reason(e));
      }
    }
  }

  /** The run that completed this output, if one has. */
  public Optional<Completion> completion(RunFiles files) throws StartupException {
    JsonNode json = read(files.metadata()).path("completed");
    if (!json.isObject()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Completion(
              Instant.parse(json.path("started").asText()),
              Instant.parse(json.path("ended").asText()),
              json.path("published").asBoolean()));
    } catch (DateTimeParseException e) {
      throw new StartupException(files.metadata() + ": completed holds no times");
    }
  }

  /** Marks the output as complete. */
  public void complete(RunFiles files, Completion completion) throws IOException {
    write(files, completion);
  }

  /** Marks the output as incomplete again, before more lines are processed. */
  public void reopen(RunFiles files) throws IOException {
    write(files, null);
  }

  private void write(RunFiles files, @Nullable Completion completion) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("manifest", manifest).put("shard", shard);
    if (completion != null) {
      json.putObject("completed")
          .put("started", completion.started().toString())
          .put("ended", completion.ended().toString())
          .put("published", completion.isPublished());
    }
    DurableFiles.replace(files.metadata(), JSON.writeValueAsBytes(json));
  }

  /**
   * Checks without writing.
   *
   * @throws StartupException as {@link #claim}
   */
  public void check(RunFiles files) throws StartupException, IOException {
    Path file = files.metadata();
    if (Files.exists(file)) {
      JsonNode json = read(file);
      if (!FORMAT.equals(json.path("format").asText())) {
        throw new StartupException(file + " is not of the format " + FORMAT);
      }
      if (!manifest.equals(json.path("manifest").asText())) {
        throw new StartupException(
            files.output() + " belongs to another manifest: name another --output");
      }
      if (!shard.equals(json.path("shard").asText())) {
        throw new StartupException(
            files.output()
                + " belongs to shard "
                + json.path("shard").asText()
                + ", this is "
                + shard
                + ": name another --output");
      }
      return;
    }
    if (hasContent(files.output()) || hasContent(files.deadLetters())) {
      throw new StartupException(
          (hasContent(files.output()) ? files.output() : files.deadLetters())
              + " has content and "
              + file
              + " is missing: its manifest is unknown");
    }
  }

  private static JsonNode read(Path file) throws StartupException {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new StartupException(file + " is not JSON: restore it or name another --output");
    } catch (IOException e) {
      throw new StartupException(file + " cannot be read: " + FileErrors.reason(e));
    }
  }

  private static boolean hasContent(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) > 0 && !DryRunLetters.isOne(file);
  }
}
