package io.kycgateway.reverify;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Where the manifest comes from, and what tells it from any other: a file by all of its content,
 * standard input by its beginning, because it can be read only once.
 */
final class ManifestSource {
  private static final int BEGINNING = 64 * 1024;
  private static final int BUFFER = 64 * 1024;

  private final String input;
  private final InputStream standardInput;
  private byte[] beginning = new byte[0];

  ManifestSource(String input, InputStream standardInput) {
    this.input = input;
    this.standardInput = standardInput;
  }

  /**
   * What was seen of the manifest before the run.
   *
   * @param lines that are not blank; -1: unknown, standard input cannot be counted
   */
  record Survey(String fingerprint, long lines) {
    boolean isCounted() {
      return lines >= 0;
    }
  }

  /**
   * Reads a file once, to recognise it and to count its lines; of standard input only the
   * beginning.
   *
   * @throws UsageException if it cannot be read
   */
  Survey survey() throws UsageException, IOException {
    MessageDigest digest = IdHash.sha256();
    if (isStandardInput()) {
      beginning = standardInput.readNBytes(BEGINNING);
      return new Survey("stdin-sha256:" + hex(digest.digest(beginning)), -1);
    }
    try (InputStream in = open()) {
      byte[] buffer = new byte[BUFFER];
      long lines = 0;
      boolean isBlank = true;
      for (int n; (n = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, n);
        for (int i = 0; i < n; i++) {
          byte b = buffer[i];
          if (b == '\n') {
            lines += isBlank ? 0 : 1;
            isBlank = true;
          } else if (b != ' ' && b != '\t' && b != '\r') {
            isBlank = false;
          }
        }
      }
      return new Survey("sha256:" + hex(digest.digest()), lines + (isBlank ? 0 : 1));
    } catch (NoSuchFileException e) {
      throw new UsageException("--input: there is no file " + input);
    } catch (ZipException | EOFException e) {
      throw new UsageException("--input: " + input + " is not a whole gzip file");
    } catch (IOException e) {
      throw new UsageException("--input: " + input + " cannot be read: " + e.getMessage());
    }
  }

  /** The manifest's lines, uncompressed, from the first. */
  InputStream open() throws IOException {
    if (isStandardInput()) {
      return new SequenceInputStream(new ByteArrayInputStream(beginning), standardInput);
    }
    InputStream file = Files.newInputStream(Path.of(input));
    try {
      return input.endsWith(".gz")
          ? new GZIPInputStream(new BufferedInputStream(file, BUFFER), BUFFER)
          : file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  boolean isStandardInput() {
    return input.equals(ReverifyOptions.STANDARD_INPUT);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
