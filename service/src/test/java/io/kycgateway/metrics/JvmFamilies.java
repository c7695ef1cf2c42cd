package io.kycgateway.metrics;

import static io.kycgateway.metrics.Family.counter;
import static io.kycgateway.metrics.Family.gauge;
import static io.kycgateway.metrics.Family.info;
import static io.kycgateway.metrics.Family.summary;

import java.util.List;

/**
 * What the official client's JVM and process collectors expose, under its own names and help. Which
 * of them a process has, and their label values, depend on the JVM and its garbage collector.
 */
public final class JvmFamilies {
  public static final List<Family> FAMILIES =
      List.of(
          gauge(
              "jvm_buffer_pool_capacity_bytes",
              "Bytes capacity of a given JVM buffer pool.",
              Label.open("pool")),
          gauge(
              "jvm_buffer_pool_used_buffers",
              "Used buffers of a given JVM buffer pool.",
              Label.open("pool")),
          gauge(
              "jvm_buffer_pool_used_bytes",
              "Used bytes of a given JVM buffer pool.",
              Label.open("pool")),
          gauge(
              "jvm_classes_currently_loaded",
              "The number of classes that are currently loaded in the JVM"),
          counter(
              "jvm_classes_loaded_total",
              "The total number of classes that have been loaded since the JVM has started execution"),
          counter(
              "jvm_classes_unloaded_total",
              "The total number of classes that have been unloaded since the JVM has started execution"),
          counter(
              "jvm_compilation_time_seconds_total",
              "The total time in seconds taken for HotSpot class compilation"),
          summary(
              "jvm_gc_collection_seconds",
              "Time spent in a given JVM garbage collector in seconds.",
              Label.open("gc")),
          gauge(
              "jvm_memory_committed_bytes",
              "Committed (bytes) of a given JVM memory area.",
              Label.open("area")),
          gauge(
              "jvm_memory_init_bytes",
              "Initial bytes of a given JVM memory area.",
              Label.open("area")),
          gauge(
              "jvm_memory_max_bytes",
              "Max (bytes) of a given JVM memory area.",
              Label.open("area")),
          gauge(
              "jvm_memory_objects_pending_finalization",
              "The number of objects waiting in the finalizer queue."),
          counter(
              "jvm_memory_pool_allocated_bytes_total",
              "Total bytes allocated in a given JVM memory pool. Only updated after GC, not continuously.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_collection_committed_bytes",
              "Committed after last collection bytes of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_collection_init_bytes",
              "Initial after last collection bytes of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_collection_max_bytes",
              "Max bytes after last collection of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_collection_used_bytes",
              "Used bytes after last collection of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_committed_bytes",
              "Committed bytes of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_init_bytes",
              "Initial bytes of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_max_bytes",
              "Max bytes of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_pool_used_bytes",
              "Used bytes of a given JVM memory pool.",
              Label.open("pool")),
          gauge(
              "jvm_memory_used_bytes",
              "Used bytes of a given JVM memory area.",
              Label.open("area")),
          info(
              "jvm_runtime_info",
              "JVM runtime info",
              Label.open("runtime"),
              Label.open("vendor"),
              Label.open("version")),
          gauge("jvm_threads_current", "Current thread count of a JVM"),
          gauge("jvm_threads_daemon", "Daemon thread count of a JVM"),
          gauge(
              "jvm_threads_deadlocked",
              "Cycles of JVM-threads that are in deadlock waiting to acquire object monitors or ownable synchronizers"),
          gauge(
              "jvm_threads_deadlocked_monitor",
              "Cycles of JVM-threads that are in deadlock waiting to acquire object monitors"),
          gauge("jvm_threads_peak", "Peak thread count of a JVM"),
          counter("jvm_threads_started_total", "Started thread count of a JVM"),
          gauge("jvm_threads_state", "Current count of threads by state", Label.open("state")),
          counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds."),
          gauge("process_max_fds", "Maximum number of open file descriptors."),
          gauge("process_open_fds", "Number of open file descriptors."),
          gauge("process_resident_memory_bytes", "Resident memory size in bytes."),
          gauge(
              "process_start_time_seconds",
              "Start time of the process since unix epoch in seconds."),
          gauge("process_virtual_memory_bytes", "Virtual memory size in bytes."));

  private JvmFamilies() {}
}
