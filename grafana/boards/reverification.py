"""Re-verification: the batch, as it pushed itself. Values stand until the next push: they are read as they are, without rate()."""
from panels import (AMBER, BATCH, BLUE, CYAN, GREEN, GREY, NEUTRAL, OUTCOMES, PER_MINUTE, PER_SECOND, PINK, PURPLE, RED, SAND, SETTINGS,
                    STATUS, bars, columns, dashboard, graph, override, percent, q, row, stat, steps, table)

LATENCY = SETTINGS["latency_objective"]
SUCCESS_AGE = 3600 * int(SETTINGS["success_age"].rstrip("h"))
HEARTBEAT = 60 * int(SETTINGS["heartbeat_age"].rstrip("m"))
CURRENT = "unless on (job, shard) job_shard:kyc_reverification_shards:stale"   # without groups of shards that are gone
RUNNING = "job_shard:kyc_reverification_running:start_timestamp_seconds{<run>}"
STAMP = "kyc_reverification_last_{}_timestamp_seconds{{<run>}}"
CLOSED = "done|dead_letter|skipped"
LEFT = "open|leased"
STATE = [{"type": "value", "options": {
    "0": {"text": "succeeded", "index": 0}, "1": {"text": "running", "index": 1}, "2": {"text": "too many failures", "index": 2},
    "3": {"text": "silent", "index": 3}}}]
PACE = [{"type": "value", "options": {"0": {"text": "finished", "index": 0}, "-1": {"text": "stands still", "index": 1}}}]
FINISHED = [{"type": "value", "options": {"0": {"text": "finished", "index": 0}}}]


def records(state):
    return f'sum(kyc_reverification_records{{<run>,state=~"{state}"}} {CURRENT})'


def items(state):
    return f'sum(kyc_reverification_items{{<run>,state=~"{state}"}} {CURRENT})'


def run_quantile(share, name):
    return q(f"histogram_quantile({share}, sum by (le) (kyc_reverification_duration_seconds_bucket{{<run>}} {CURRENT})) >= 0", name)


def measures(far, frr, more=""):
    """One row each: FAR, FRR, and what else has this number."""
    return q(f"""label_replace(max({far}), "measure", "FAR", "", "") or label_replace(max({frr}), "measure", "FRR", "", "") {more}""",
             table=True)


BOARD = dashboard(
    "reverification", "KYC / Re-verification", "Bulk re-verification: is it done, with which result, and what does it prove?", BATCH, [
        row("The latest run",
            stat("State",
                 f"""running: it pushes. silent: it has not ended and pushed nothing for {HEARTBEAT // 60} minutes, so it was killed or cannot
                 reach the Pushgateway. too many failures: it reached the end of its manifest beyond --max-failures. The worst shard counts.""",
                 q(f"""max(
                        0 * ({RUNNING} and on (job, shard) (time() - push_time_seconds{{<run>}} > {HEARTBEAT})) + 3
                        or 0 * {RUNNING} + 1
                        or 2 * ({STAMP.format("completion")} > bool {STAMP.format("success")} + 60) {CURRENT})"""),
                 unit="none", empty="never ran", mappings=STATE,
                 limits=steps(NEUTRAL, (2, AMBER))),
            stat("Last success",
                 f"""How long ago a run last ended within its failure limit; of shards, the oldest. Amber over {SETTINGS["success_age"]}: one
                 is due every day.""",
                 q(f"time() - min(({STAMP.format('success')} > 0) {CURRENT})"), unit="s", decimals=1, empty="never",
                 limits=steps(NEUTRAL, (SUCCESS_AGE, AMBER))),
            stat("Progress", """Lines of the manifest that have a result or became a dead letter, of all.""",
                 q(f"{records('done|dead_letter')} / ({records('total')} > 0)"), unit="percentunit", decimals=1, empty="no run"),
            stat("Time left",
                 """At the pace of the last two minutes. "stands still": records are left and none was finished.""",
                 q(f"""({records("total")} - {records("done|dead_letter")} > 0)
                       / (sum(rate(kyc_reverifications_total{{<run>}}[2m]) {CURRENT}) > 0)
                       or ({records("total")} - {records("done|dead_letter")} == 0)"""),
                 unit="s", decimals=0, empty="stands still", mappings=FINISHED),
            stat("Dead letters",
                 f"""Lines without a result: bad ones, and records that failed after all retries. Share of those handled; amber from
                 {percent(SETTINGS["failure_share"])} on.""",
                 q(f"{records('dead_letter')} / ({records('done|dead_letter')} > 0)"), unit="percentunit", decimals=2, empty="no records",
                 limits=steps(NEUTRAL, (SETTINGS["failure_share"], AMBER))),
            stat("Verified, now rejected",
                 f"""Of records that were VERIFIED, those that came out REJECTED. Amber from {percent(SETTINGS["flip_share"])} on: before
                 users are locked out, verify that the models are right.""",
                 q(f"""sum(kyc_reverification_transitions_total{{<run>,previous="VERIFIED",current="REJECTED"}} {CURRENT})
                       / (sum(kyc_reverification_transitions_total{{<run>,previous="VERIFIED"}} {CURRENT}) > 0)"""),
                 unit="percentunit", decimals=2, empty="none were", limits=steps(NEUTRAL, (SETTINGS["flip_share"], AMBER)))),
        row("Progress and outcomes",
            graph("Records",
                  """How far the run is. "dead letters" has two parts: bad lines, and records that failed ("failed"). A flat line below
                  "total" is a run that stands still or was stopped; the same command resumes it.""",
                  q(records("total"), "total"), q(records("done"), "done"), q(records("dead_letter"), "dead letters"),
                  q(records("failed"), "failed"), unit="locale", w=5, h=7, decimals=0, step=True,
                  colors={"total": GREY, "done": BLUE, "dead letters": PINK, "failed": PURPLE}),
            graph("Rate",
                  """Records finished per second. With --concurrency auto it yields when modules slow down. 0 between runs.""",
                  q(f"sum(rate(kyc_reverifications_total{{<run>}}[<rate>]) {CURRENT})", "records"), unit=PER_SECOND, w=4, h=7, color=BLUE,
                  soft_max=1, interval="30s"),
            bars("Outcomes of the run", """Records that were verified again, by outcome.""",
                 q(f"sum by (status) (kyc_reverifications_total{{<run>}} {CURRENT})", "{{status}}"), unit="locale", w=8, h=7, colors=STATUS,
                 decimals=0, empty="no run"),
            table("From which status to which",
                  """The transition matrix of the run: a row for the status before, a column for the status now. NONE: the manifest named
                  no previous status.""",
                  q(f"sum by (previous, current) (kyc_reverification_transitions_total{{<run>}} {CURRENT})", table=True),
                  w=7, h=7, unit="locale", decimals=0, transformations=[
                      {"id": "groupingToMatrix", "options": {"rowField": "previous", "columnField": "current", "valueField": "Value",
                                                             "emptyValue": "zero"}},
                      columns(["previous\\current", "VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR"],
                              {"previous\\current": "Before"})])),
        row("From the history: all workers of the run",
            stat("Items left",
                 """Of a run over the history: not yet claimed, or claimed by a worker and not yet closed. As it was last pushed: with no worker
                 it stands. "no such run": the latest run had a manifest.""",
                 q(items(LEFT)), unit="locale", decimals=0, empty="no such run"),
            stat("Items closed",
                 """Share of the selected items that have a result, failed for good or were skipped. What is closed is never verified again.""",
                 q(f"{items(CLOSED)} / ({items(f'{LEFT}|{CLOSED}')} > 0)"), unit="percentunit", decimals=1, empty="no such run"),
            stat("Time left for the items",
                 """At the pace of the last two minutes, of all workers. "stands still": items are left and none was closed;
                 ReverificationItemsStuck fires after half an hour of that.""",
                 q(f"""({items(LEFT)} > 0)
                       / (sum(deriv(kyc_reverification_items{{<run>,state=~"{CLOSED}"}}[2m]) {CURRENT}) > 0)
                       or ({items(LEFT)} == 0) or 0 * {items(LEFT)} - 1"""),
                 unit="s", decimals=0, empty="no such run", mappings=PACE),
            stat("Workers at work",
                 f"""Workers that have items in flight, on all hosts; 0 at the end of a run. "none heard of": no push for {HEARTBEAT // 60}
                 minutes. Another one joins by the run's name.""",
                 q(f"""sum((kyc_reverification_workers{{<run>}} and on (job, shard) (time() - push_time_seconds{{<run>}} <= {HEARTBEAT})) {CURRENT})"""),
                 unit="none", decimals=0, empty="none heard of"),
            stat("Skipped items",
                 f"""Share of the closed items that cannot be verified from what is kept: evidence sent inline or erased, record deleted, key
                 missing. No failure, so the run still succeeds. Amber from {percent(SETTINGS["skipped_share"])} on; runs show has the
                 reasons.""",
                 q(f"{items('skipped')} / ({items(CLOSED)} > 0)"), unit="percentunit", decimals=2, empty="no such run",
                 limits=steps(NEUTRAL, (SETTINGS["skipped_share"], AMBER))),
            stat("Leases lost, of the run",
                 """Results that were refused because another worker had taken the item over, since the run began. A few after an outage of
                 the database are normal; again and again, workers pause for longer than batch.lease.""",
                 q(f"sum(kyc_reverification_leases_lost_total{{<run>}} {CURRENT})"), unit="locale", decimals=0, empty="no such run"),
            graph("Items by state",
                  """All items of the run. Flat lines with items left: it stands still, or no worker is there; Age of the newest push tells
                  which.""",
                  q(f"sum by (state) (kyc_reverification_items{{<run>}} {CURRENT})", "{{state}}"), unit="locale", w=12, h=7, decimals=0,
                  step=True, colors={"open": GREY, "leased": CYAN, "done": BLUE, "dead_letter": PINK, "skipped": SAND}),
            graph("Workers",
                  """Workers with items in flight. A step down while items are left is a worker that was stopped or died; its items come back
                  when their lease ends.""",
                  q(f"sum(kyc_reverification_workers{{<run>}} {CURRENT})", "workers"), unit="none", w=6, h=7, decimals=0, color=BLUE,
                  soft_max=1, step=True),
            graph("Leases lost in 15 min",
                  f"""Results refused. ReverificationLeasesLost fires at {SETTINGS["leases_min"]} in {SETTINGS["leases_window"]}, if it lasts.""",
                  q(f"sum(increase(kyc_reverification_leases_lost_total{{<run>}}[<leases_window>]) {CURRENT})", "leases lost"), unit="none",
                  w=6, h=7, decimals=0, color=PINK, soft_max=1, limits=steps("transparent", (SETTINGS["leases_min"], AMBER)))),
        row("Latency and modules",
            stat("Latency of the run",
                 f"""Over the whole run, without rate(): what is pushed belongs to one run. Red from the objective for users, {LATENCY} s, on.
                 Without the batch's own waits between attempts.""",
                 run_quantile(0.5, "p50"), run_quantile(0.95, "p95"), run_quantile(0.99, "p99"), unit="s", w=6, h=6, names=True,
                 empty="no records", limits=steps(NEUTRAL, (LATENCY, RED))),
            graph("Mean time of a record",
                  """Sum of time by number of records, from the run's beginning. Exact, where quantiles are interpolated between buckets. A step
                  down at the left edge is a new run.""",
                  q(f"""sum(kyc_reverification_duration_seconds_sum{{<run>}} {CURRENT})
                        / (sum(kyc_reverification_duration_seconds_count{{<run>}} {CURRENT}) > 0)""", "mean"), unit="s", w=9, h=6, color=BLUE),
            graph("Module calls without an answer",
                  """Calls of this run that gave no result, by reason, counted from its beginning. The gateway's own calls are on Pipeline.""",
                  q(f'sum by (outcome) (kyc_module_calls_total{{<run>,outcome!="success"}} {CURRENT})', "{{outcome}}"), unit="short", w=9, h=6,
                  colors=OUTCOMES, step=True, soft_max=5)),
        row("What it proves",
            table("False acceptance, false rejection, attacks",
                  f"""Rates of the labelled records, with exact one-sided 95 % bounds (Clopper-Pearson). An objective is shown to be met when
                  the upper bound is below it, and shown to be missed when the lower bound is above it. APCER, per type of attack, has an upper
                  bound only. The last column is the upper bound by its objective: below 1 it is shown to be met. With shards, the worst of
                  them.""",
                  measures(f"kyc_far_ratio{{<run>}} {CURRENT}", f"kyc_frr_ratio{{<run>}} {CURRENT}"),
                  measures(f"kyc_far_lower_bound_ratio{{<run>}} {CURRENT}", f"kyc_frr_lower_bound_ratio{{<run>}} {CURRENT}"),
                  measures(f"kyc_far_upper_bound_ratio{{<run>}} {CURRENT}", f"kyc_frr_upper_bound_ratio{{<run>}} {CURRENT}",
                           f"""or label_replace(max by (attack_type) (kyc_apcer_upper_bound_ratio{{<run>}} {CURRENT}),
                               "measure", "APCER $1", "attack_type", "(.+)")"""),
                  q(f"""label_replace(0 * max(kyc_far_ratio{{<run>}}) + <far_objective>, "measure", "FAR", "", "")
                        or label_replace(0 * max(kyc_frr_ratio{{<run>}}) + <frr_objective>, "measure", "FRR", "", "")
                        or label_replace(0 * max by (attack_type) (kyc_apcer_upper_bound_ratio{{<run>}}) + <apcer_objective>,
                          "measure", "APCER $1", "attack_type", "(.+)")""", table=True),
                  measures(f"kyc_far_upper_bound_ratio{{<run>}} / <far_objective> {CURRENT}",
                           f"kyc_frr_upper_bound_ratio{{<run>}} / <frr_objective> {CURRENT}",
                           f"""or label_replace(max by (attack_type) (kyc_apcer_upper_bound_ratio{{<run>}} / <apcer_objective> {CURRENT}),
                               "measure", "APCER $1", "attack_type", "(.+)")"""),
                  unit="percentunit", w=14, h=8, decimals=2, empty="–",
                  overrides=[override("At most, of objective", unit="suffix:x", decimals=3, thresholds=steps(GREEN, (1, AMBER)),
                                      color={"mode": "thresholds"}, cell={"type": "color-text"})],
                  transformations=[
                      {"id": "joinByField", "options": {"byField": "measure", "mode": "outer"}},
                      columns(["measure", "Value #A", "Value #B", "Value #C", "Value #D", "Value #E"],
                              {"measure": "Measure", "Value #A": "Observed", "Value #B": "At least", "Value #C": "At most",
                               "Value #D": "Objective: below", "Value #E": "At most, of objective"},
                              hidden=["Time", *(f"{name} {i}" for i in range(1, 6) for name in ("Time", "attack_type")), "attack_type"])]),
            bars("Labelled records by outcome",
                 f"""The number of trials behind the rates. {SETTINGS["far_trials"]:,} impostors without one accepted show FAR below
                 {percent(SETTINGS["far_objective"])}. Attacks are among the impostors here, and count for APCER, not for FAR.""",
                 q(f"sum by (ground_truth, status) (kyc_ground_truth_trials_total{{<run>}} {CURRENT})", "{{ground_truth}} {{status}}"),
                 unit="locale", w=10, h=8, decimals=0, empty="no labelled records")),
        row("Pushes",
            graph("Age of the newest push",
                  f"""By shard. While a run goes on it pushes every 15 s, and ReverificationHeartbeatLost fires at {HEARTBEAT // 60} minutes;
                  between runs the age grows and means nothing.""",
                  q("time() - max by (shard) (push_time_seconds{<run>})", "newest {{shard}}"), unit="s", w=8, h=6, soft_max=60),
            graph("Pushes that failed",
                  """Attempts of the latest run to push that failed, as the run counted them. A push that fails never fails the run.""",
                  q(f"sum(kyc_reverification_push_failures_total{{<run>}} {CURRENT})", "failed attempts"), unit="none", w=8, h=6, decimals=0,
                  color=PINK, soft_max=1, step=True),
            graph("Pushes that the Pushgateway answered",
                  """By status code. 200 and 202 are accepted; 400 is a push that clashes with another group's types, 401 one without
                  credentials. Their results are lost.""",
                  q('60 * sum by (code) (rate(pushgateway_http_requests_total{job="pushgateway",handler="push"}[<rate>]))', "{{code}}"),
                  unit=PER_MINUTE, w=8, h=6, interval="30s", soft_max=1, colors={"200": BLUE, "202": CYAN, "400": PINK, "401": PURPLE})),
    ], span="now-6h")
