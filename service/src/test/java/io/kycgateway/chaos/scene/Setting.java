package io.kycgateway.chaos.scene;

import java.util.List;
import java.util.stream.Stream;

/** How the gateway of a fault is started, where it is not as all others are. */
public enum Setting {
  STANDARD("exec \"$@\"", ""),
  /** Requests of 1 MB in a heap that holds few of them. */
  SMALL_HEAP("exec \"$@\"", "-Xmx96m"),
  /** Fewer connections to a module than requests. */
  SMALL_POOL(
      "exec \"$@\"", "-Ddw.moduleHttp.maxConnections=8 -Ddw.moduleHttp.maxConnectionsPerRoute=8"),
  /** Every line of the log fails to be written, as on a full disk. */
  FULL_DISK("exec \"$@\" >/dev/full 2>/dev/full", ""),
  /** Every line of the log goes to a pipe that nothing reads. */
  BLOCKED_LOG("exec \"$@\" > >(exec sleep 1000)", ""),
  FEW_DESCRIPTORS("ulimit -n 256; exec \"$@\"", "");

  private final String script;
  private final String options;

  Setting(String script, String options) {
    this.script = script;
    this.options = options;
  }

  /** What bash does with the command. */
  public String script() {
    return script;
  }

  /** Further options of the JVM. */
  public List<String> options() {
    return Stream.of(options.split(" ", -1)).filter(option -> !option.isEmpty()).toList();
  }
}
