package io.kycgateway.reverify.history;

/**
 * What became of an import.
 *
 * @param firstUnknown the line of the first label of an unknown verification; 0: there is none
 */
public record ImportedLabels(long labels, long unknown, long firstUnknown) {}
