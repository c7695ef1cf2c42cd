"""Service: the process and its surroundings."""
from panels import (AMBER, BLUE, CYAN, GATEWAY, GREY, INDIGO, MODULES, NEUTRAL, PER_MINUTE, PER_SECOND, PINK, PURPLE, QUANTILES, SAND,
                    SETTINGS, columns, dashboard, graph, override, percent, q, quantile, row, stat, steps, table, to)

POOLS = {"dw": BLUE, "dw-admin": GREY}   # of the application connector, of the admin connector
SHED = ("shed, capacity", "shed, shutdown", "shed, history")
PURGE_AGE = 3600 * int(SETTINGS["purge_age"].rstrip("h"))
COMMIT = "kyc_history_commit_duration_seconds"
COMMIT_LIMIT = SETTINGS["history_commit_limit"]
WRITES = "kyc_history_writes_total"
ROUTES = {"/v1/verifications": BLUE, "/v1/verifications/{id}": CYAN, "/health": GREY, "none": SAND}
CLASSES = {"2xx": BLUE, "3xx": GREY, "4xx": SAND, "5xx": PINK}
JOBS = "kyc-gateway|kyc-modules|pushgateway|alertmanager|prometheus"

BOARD = dashboard(
    "service", "KYC / Service", "The process and its surroundings: HTTP, limits, JVM, threads, pools, monitoring itself.", GATEWAY, [
        row("HTTP",
            graph("Requests by route",
                  """What the application connector answers. "none" is any route that does not exist: scanners, or a client with a typing
                  error.""",
                  q("sum by (handler) (rate(http_requests_total{<me>}[<rate>]))", "{{handler}}"), unit=PER_SECOND, w=6,
                  colors=ROUTES),
            graph("Answers by class",
                  """5xx are 502, 503 and 504: failed modules, refused or late verifications, and 500, an internal error. 4xx are clients'
                  mistakes, refused keys (401) and rate limits (429).""",
                  q("sum by (status) (rate(http_requests_total{<me>}[<rate>]))", "{{status}}"), unit=PER_SECOND, w=6, colors=CLASSES),
            graph("5xx of verifications, by method",
                  f"""Share of answers of /v1/verifications that are 5xx. The amber line is the error budget,
                  {percent(SETTINGS["availability_budget"])}; unlike the objective this counts shed requests too.""",
                  q("""sum by (method) (rate(http_requests_total{<me>,handler="/v1/verifications",status="5xx"}[<rate>]))
                       / (sum by (method) (rate(http_requests_total{<me>,handler="/v1/verifications"}[<rate>])) > 0)""", "{{method}}"),
                  unit="percentunit", w=6, color=PINK, soft_max=5 * SETTINGS["availability_budget"],
                  limits=steps("transparent", (SETTINGS["availability_budget"], AMBER))),
            graph("Time to answer, all routes",
                  """Over all routes, in fine buckets: health checks are in it, and refusals at capacity, without the 250 ms to 1 s that they are held. Users' own
                  time is on Overview.""",
                  *(q(quantile(share, "http_request_duration_highr_seconds_bucket{<me>}"), name)
                    for name, share in (("p50", .5), ("p95", .95), ("p99", .99))),
                  unit="s", w=6, colors=QUANTILES),
            graph("p95 by route",
                  """Routes with requests; a route without requests has no line. Interpolated between 0.1, 0.5, 1, 2, 4 and 8 s, the
                  last bound: a line at "> 8 s" may lie anywhere above, and the panel beside shows how many.""",
                  q(quantile(0.95, "http_request_duration_seconds_bucket{<me>}", "handler"), "{{handler}}"), unit="s", w=8,
                  colors=ROUTES),
            graph(f"Requests over {SETTINGS['latency_objective']} s, by route",
                  f"""Share of requests that took longer than {SETTINGS["latency_objective"]} s, the objective and the last bound by route: exact,
                  however long they took.""",
                  q("""1 - sum by (handler) (rate(http_request_duration_seconds_bucket{<me>,<bound>}[<rate>]))
                       / (sum by (handler) (rate(http_request_duration_seconds_count{<me>}[<rate>])) > 0)""", "{{handler}}"),
                  unit="percentunit", w=8, soft_max=0.05, colors=ROUTES),
            graph("Bytes",
                  """Bodies received and sent. Requests grow with inline evidence; api.maxRequestSize bounds each.""",
                  q("sum(rate(http_request_size_bytes_sum{<me>}[<rate>]))", "received"),
                  q("sum(rate(http_response_size_bytes_sum{<me>}[<rate>]))", "sent"), unit="Bps", w=8,
                  colors={"received": BLUE, "sent": PURPLE})),
        row("Refused requests",
            graph("Admission",
                  f"""Left: the lowest and the highest limit on verifications in flight among the instances, and the most that one has. The
                  limit is between pipeline.minConcurrent and pipeline.maxConcurrent: it falls while work waits for a processor and grows
                  while it is used, whatever the modules take. Right: requests that were answered 503 before a verification began. capacity:
                  no room at the limit, or for the body; RequestsShedElevated begins where {percent(SETTINGS["shed_elevated_share"])} of
                  arrivals last, from {percent(SETTINGS["shed_share"])} on RequestsShed pages. shutdown: an instance is leaving. history: the
                  database takes no records, see the row History.""",
                  q("max(kyc_admission_limit{<me>})", "highest limit"), q("min(kyc_admission_limit{<me>})", "lowest limit"),
                  q("max(kyc_active_sessions{<me>})", "most in flight"),
                  q("sum by (reason) (rate(kyc_requests_shed_total{<me>}[<rate>]))", "shed, {{reason}}"),
                  unit="none", w=24, decimals=0, legend="right",
                  colors={"highest limit": GREY, "lowest limit": PURPLE, "most in flight": BLUE, **dict(zip(SHED, (PINK, SAND, CYAN)))},
                  overrides=[override(name, unit=PER_SECOND, decimals=1, **{"custom.axisPlacement": "right", "custom.axisSoftMax": 1})
                             for name in SHED]),
            graph("Rate limiter",
                  """Decisions of the rate limiter. Blocked requests are answered 429; Fraud has them by reason.""",
                  q("sum by (decision) (rate(kyc_rate_limit_decisions_total{<me>}[<rate>]))", "{{decision}}"), unit=PER_SECOND, w=8, h=6,
                  soft_max=1, colors={"allowed": BLUE, "blocked": PINK}),
            graph("Rate-limit hits by route",
                  f"""In the last 10 minutes. RateLimitSurge begins at {SETTINGS["rate_limit_min"]} for one reason that are
                  {SETTINGS["rate_limit_ratio"]} times the usual; Fraud has them by reason.""",
                  q("sum by (endpoint) (increase(kyc_rate_limit_hits_total{<me>}[10m]))", "{{endpoint}}"), unit="none", w=8, h=6, color=PURPLE,
                  decimals=0, soft_max=5, links=[to("fraud", "Fraud: by reason")]),
            graph("Rate limiter's store fails",
                  """Look-ups in the shared store that failed. Each instance then limits by itself: users are served, a flood gets more.""",
                  q("60 * sum(rate(kyc_rate_limit_backend_errors_total{<me>}[<rate>]))", "failed look-ups"), unit=PER_MINUTE, w=8, h=6,
                  color=PINK, soft_max=5),
            graph("Credentials refused on the admin connector",
                  f"""In the last 10 minutes. Amber line: {SETTINGS["password_min"]}, where AdminPasswordGuessing begins. A scraper with an old
                  password makes 40.""",
                  q("sum(increase(kyc_admin_auth_failures_total{<me>}[10m]))", "refused"), unit="none", w=12, h=6, color=SAND, decimals=0,
                  soft_max=1.2 * SETTINGS["password_min"], limits=steps("transparent", (SETTINGS["password_min"], AMBER))),
            graph("Requests with an Idempotency-Key",
                  """new: verified. replayed: a repeated request got the stored response. conflict: repeated while the first was still in
                  progress. mismatch: the key of another body, a client's mistake.""",
                  q("sum by (result) (rate(kyc_idempotent_requests_total{<me>}[<rate>]))", "{{result}}"), unit=PER_SECOND, w=12, h=6, soft_max=1,
                  colors={"new": BLUE, "replayed": CYAN, "conflict": PURPLE, "mismatch": PINK})),
        row("History",
            graph("Time to commit a record",
                  f"""From an outcome to its committed record; users wait for it. A few milliseconds are usual. At the amber line, {COMMIT_LIMIT} s,
                  HistoryCommitsSlow begins if p99 stays above it. Without a database nothing is shown in this row.""",
                  *(q(quantile(share, COMMIT + "_bucket{<me>}"), name) for name, share in (("p50", .5), ("p95", .95), ("p99", .99))),
                  unit="s", w=8, colors=QUANTILES, soft_max=COMMIT_LIMIT, limits=steps("transparent", (COMMIT_LIMIT, AMBER))),
            graph("Records by result",
                  f"""committed: the record was on the disk before its answer left. failed: it was not committed within history.commitTimeout, and
                  the user was answered 503. HistoryWritesFailing begins where {percent(SETTINGS["availability_budget"])} fail.""",
                  q(f"sum by (result) (rate({WRITES}{{<me>}}[<rate>]))", "{{result}}"), unit=PER_SECOND, w=8, soft_max=1,
                  colors={"committed": BLUE, "failed": PINK}),
            graph("Refused without a database",
                  """Verifications that were answered 503 history_unavailable before they began, because the database took no records. They are
                  in no error budget. Any that lasts pages as HistoryUnavailable.""",
                  q('sum(rate(kyc_requests_shed_total{<me>,reason="history"}[<rate>]))', "refused"), unit=PER_SECOND, w=8,
                  color=PINK, soft_max=1, links=[to("overview", "Overview: traffic")]),
            graph("Available",
                  f"""Share of the last {SETTINGS["history_window"]} in which each instance had a database that takes records. Below the amber
                  line, {percent(SETTINGS["history_available_share"])}, HistoryUnavailable begins. All instances at once: the database. One
                  alone: its way to it.""",
                  q("avg_over_time(kyc_history_available{<me>}[<history_window>])", "{{instance}}"), unit="percentunit", w=5, h=7, top=1,
                  limits=steps(AMBER, (SETTINGS["history_available_share"], "transparent"))),
            graph("Records that wait for a commit",
                  """Of all instances. What comes while one commit is under way is written by the next: tens under load are healthy, a number
                  that only grows is a database that is too slow.""",
                  q("sum(kyc_history_pending{<me>})", "pending"), unit="none", w=5, h=7, color=BLUE, decimals=0, soft_max=10),
            graph("Connections for reading and purging",
                  """Of all instances. waiting: requests that wait for one, for a second at most; then they are answered 503. More than 0 for long:
                  history.maxReadConnections is too low, or the database too slow. Writing has a connection of its own.""",
                  q('sum by (state) (database_pool_connections{<me>})', "{{state}}"), unit="none", w=6, h=7, decimals=0, soft_max=5,
                  colors={"active": BLUE, "idle": GREY, "waiting": PINK}),
            graph("Records removed",
                  """retention: deleted after history.keepFor, about once a minute. erasure: what is personal was erased at a client's request.""",
                  q("60 * sum by (reason) (rate(kyc_history_purged_total{<me>}[<rate>]))", "{{reason}}"), unit=PER_MINUTE, w=5, h=7,
                  soft_max=5, colors={"retention": BLUE, "erasure": PURPLE}),
            stat("Last purge",
                 f"""Since an instance last left no record that is older than history.keepFor; each tries about once a minute. Amber from
                 {SETTINGS["purge_age"]} on, where HistoryPurgeNotSucceeding begins.""",
                 q("time() - max(kyc_history_purge_last_success_timestamp_seconds{<me>})"), unit="s", w=3, h=7, empty="no database", decimals=0,
                 limits=steps(NEUTRAL, (PURGE_AGE, AMBER)))),
        row("JVM",
            graph("Heap",
                  """Used, and the most there may be, of the fullest instance. A floor that rises from collection to collection is a leak.""",
                  q('max(jvm_memory_used_bytes{<me>,area="heap"})', "used"), q('max(jvm_memory_max_bytes{<me>,area="heap"})', "most"),
                  unit="bytes", w=6, colors={"used": BLUE, "most": GREY}),
            graph("Time in garbage collection",
                  """Share of time in which collectors worked, of the busiest instance. Lasting values over 10 % cost users latency.""",
                  q("max(sum by (instance) (rate(jvm_gc_collection_seconds_sum{<me>}[<rate>])))", "busiest"),
                  unit="percentunit", w=6, color=BLUE, soft_max=0.1),
            graph("Processor",
                  """Cores that an instance uses: the busiest, and the mean. Two lines that part are a load balancer that is not fair.""",
                  q("max(rate(process_cpu_seconds_total{<me>}[<rate>]))", "busiest"),
                  q("avg(rate(process_cpu_seconds_total{<me>}[<rate>]))", "mean"), unit="none", w=6, decimals=2,
                  colors={"busiest": BLUE, "mean": GREY}),
            graph("JVM threads",
                  """Platform threads by state. On Java 21 and newer, requests and module calls run on virtual threads and are not here.""",
                  q("sum by (state) (jvm_threads_state{<me>})", "{{state}}"), unit="none", w=6, decimals=0,
                  colors={"RUNNABLE": BLUE, "WAITING": GREY, "TIMED_WAITING": CYAN, "BLOCKED": PINK, "NEW": SAND, "TERMINATED": INDIGO,
                          "UNKNOWN": PURPLE})),
        row("Threads and pools",
            graph("Jetty: busy threads",
                  """Busy threads as a share of the most that the pool may have. At 100 % requests wait in the queue beside.""",
                  q("max by (pool) (jetty_threads_utilization_ratio{<me>})", "{{pool}}"), unit="percentunit", w=6, top=1, colors=POOLS),
            graph("Jetty: jobs that wait", """Work that waits for a thread. Anything but 0 for long adds to the time of every request.""",
                  q("sum by (pool) (jetty_queued_jobs{<me>})", "{{pool}}"), unit="none", w=6, decimals=0, soft_max=5, colors=POOLS),
            graph("Connections to modules",
                  """Connections of each module's client that carry a call. One line that climbs alone is a module that has become slow.""",
                  q('sum by (client) (http_client_connections{<me>,state="leased"})', "{{client}}"), unit="none", w=6, decimals=0,
                  colors=MODULES),
            graph("Calls that wait for a connection",
                  """More than 0: moduleHttp.maxConnections is too low, or a module too slow.""",
                  q('sum by (client) (http_client_connections{<me>,state="pending"})', "{{client}}"), unit="none", w=6, decimals=0,
                  soft_max=5, colors=MODULES),
            graph("Open files",
                  """Share of the file descriptors that the fullest instance may have. Each verification in flight takes up to six.""",
                  q("max(process_open_fds{<me>} / process_max_fds{<me>})", "open"), unit="percentunit", w=6, color=BLUE, soft_max=0.1),
            graph("Log",
                  """Warnings and errors in the log. The log has the texts, with the request's id.""",
                  q('60 * sum by (level) (rate(logback_events_total{<me>,level=~"warn|error"}[<rate>]))', "{{level}}"), unit=PER_MINUTE, w=6,
                  soft_max=5, colors={"warn": SAND, "error": PINK}),
            table("Instances",
                  """What runs where, and for how long. Two versions at once: a deployment is on its way, or got stuck.""",
                  q("kyc_build_info{<me>} * on (job, instance) group_left () (time() - process_start_time_seconds{<me>})", table=True),
                  unit="s", w=12, decimals=0, transformations=[
                      columns(["instance", "version", "revision", "java_version", "Value"],
                              {"instance": "Instance", "version": "Version", "revision": "Revision", "java_version": "Java",
                               "Value": "Runs for"}, hidden=["Time", "__name__", "job"])])),
        row("Monitoring itself",
            table("Targets",
                  """What Prometheus scrapes, and whether it answers. Without a target, no alert on it can fire.""",
                  q(f'sort(sum by (job) (up{{job=~"{JOBS}"}}))', table=True), q(f'count by (job) (up{{job=~"{JOBS}"}})', table=True),
                  unit="none", w=6, h=7, transformations=[
                      {"id": "joinByField", "options": {"byField": "job", "mode": "outer"}},
                      columns(["job", "Value #A", "Value #B"], {"job": "Job", "Value #A": "Up", "Value #B": "Of"},
                              hidden=["Time", "Time 1", "Time 2"])]),
            graph("Samples of a scrape",
                  f"""By job, of the largest target. Amber line: {SETTINGS["samples_max"]:,}, where ScrapeCardinalityHigh begins; from 5,000 on
                  the scrape is dropped as a whole.""",
                  q('max by (job) (scrape_samples_scraped{job=~"kyc-gateway|kyc-modules|pushgateway"})', "{{job}}"), unit="short", w=6, h=7,
                  colors={"kyc-gateway": BLUE, "kyc-modules": CYAN, "pushgateway": GREY}, soft_max=1.1 * SETTINGS["samples_max"],
                  limits=steps("transparent", (SETTINGS["samples_max"], AMBER))),
            graph("Unknown label values",
                  """Counted as "other" instead of making a new series, in the last hour. More than 0 raises MetricLabelOverflow: a module sends
                  something new.""",
                  q("sum by (metric) (increase(kyc_metric_label_overflow_total{<me>}[1h]))", "{{metric}}"), unit="none", w=6, h=7,
                  decimals=0, soft_max=5),
            graph("Rules and notifications that fail",
                  """In the last 15 minutes. Rules that cannot be evaluated cannot fire; notifications that fail are lost.""",
                  q('sum(increase(prometheus_rule_evaluation_failures_total{job="prometheus"}[15m]))', "rules"),
                  q('sum(increase(alertmanager_notifications_failed_total{job="alertmanager"}[15m]))', "notifications"),
                  unit="none", w=6, h=7, decimals=0, soft_max=5, colors={"rules": PINK, "notifications": PURPLE})),
    ])
