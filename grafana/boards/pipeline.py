"""Pipeline: where the 8 seconds go."""
from panels import (AMBER, GATEWAY, MODULES, NEUTRAL, OUTCOMES, PER_SECOND, RED, SETTINGS, bars, dashboard, graph, percent, q, quantile,
                    row, stat, steps, variable)

FAILING = SETTINGS["module_share"]
CALLS = "kyc_module_calls_total"
DURATION = "kyc_module_duration_seconds"
MODULE = variable("module", "Module", 'label_values(kyc_module_calls_total{job="$job"}, module)', None, several=True)
CIRCUIT = [{"type": "value", "options": {"0": {"text": "closed", "index": 0}, "1": {"text": "half-open", "index": 1},
                                         "2": {"text": "open", "index": 2}}}]


def by_module(title, description, expr, **options):
    return graph(title, description, q(expr, "{{module}}"), colors=MODULES, **{"w": 8, **options})


BOARD = dashboard(
    "pipeline", "KYC / Pipeline", "Where the 8 seconds go: the five modules.", (*GATEWAY, MODULE), [
        row("Modules now",
            bars("Failing calls, last 5 min",
                 f"""Share of begun calls that failed, timed out or were refused by the breaker. Amber from {percent(FAILING)} on, where the
                 alert ModuleFailing begins. Cancelled calls are left out: another module had decided the outcome.""",
                 q(f"""sort_desc(
                         sum by (module) (increase({CALLS}{{<me>,module=~"$module",outcome=~"error|timeout|rejected"}}[<module_window>]))
                         / (sum by (module) (increase({CALLS}{{<me>,module=~"$module",outcome!~"cancelled|skipped"}}[<module_window>])) > 0))""",
                   "{{module}}"), unit="percentunit", top=1, empty="no calls", decimals=1, limits=steps(NEUTRAL, (FAILING, AMBER))),
            bars("p95, last 5 min",
                 """How long each module takes in 95 of 100 calls, retries included. A bar that reaches the module's timeout (config.yml: 2 s,
                 1 s for antifraud and decision) means that it times out. 8 s is the last bound: "> 8 s" is all that is known beyond.""",
                 q(f"""sort_desc({quantile(0.95, DURATION + '_bucket{<me>,module=~"$module"}', "module", "5m")})""", "{{module}}"),
                 unit="s", empty="no calls", colors=MODULES),
            stat("Circuits",
                 """The worst state among instances. Open: the module is not called at all. Half-open: trial calls are made. Closed is
                 normal.""",
                 q('max by (module) (kyc_module_circuit_state{<me>,module=~"$module"})', "{{module}}"), unit="none", w=8, h=7, names=True, lines=True,
                 mappings=CIRCUIT, limits=steps(NEUTRAL, (1, AMBER), (2, RED)))),
        row("Where the time goes",
            by_module("p95 by module",
                      """Interpolated between the bounds 0.5, 1, 2, 4 and 8 s: below half a second it is only a rough estimate; the mean is
                      exact. 8 s is the last bound: a line at "> 8 s" may lie anywhere above, "Mean by module" and "Calls over 2 s" show how much.""",
                      quantile(0.95, DURATION + '_bucket{<me>,module=~"$module"}', "module"), unit="s"),
            by_module("p50 by module",
                      """The typical call. Interpolated, and rough below half a second (the first bound).""",
                      quantile(0.5, DURATION + '_bucket{<me>,module=~"$module"}', "module"), unit="s"),
            by_module("Mean by module",
                      """Sum of time by number of calls: exact, where quantiles are interpolated. Cancelled calls are not timed.""",
                      f"""sum by (module) (rate({DURATION}_sum{{<me>,module=~"$module"}}[<rate>]))
                          / (sum by (module) (rate({DURATION}_count{{<me>,module=~"$module"}}[<rate>])) > 0)""", unit="s"),
            by_module("Calls over 2 s",
                      """Share of calls that took longer than 2 s, a bound of the histogram: exact, however long they took. With the timeouts of
                      config.yml a call that long has timed out.""",
                      f"""1 - sum by (module) (rate({DURATION}_bucket{{<me>,module=~"$module",le=~"2(\\\\.0)?"}}[<rate>]))
                          / (sum by (module) (rate({DURATION}_count{{<me>,module=~"$module"}}[<rate>])) > 0)""",
                      unit="percentunit", soft_max=0.1),
            by_module("Share of a verification's time",
                      """How much of a verification's time each module is busy. liveness, ocr and face_match run side by side: the highest of
                      the three is on the critical path, making the others faster gains nothing. antifraud and decision come after them
                      and are always on it.""",
                      f"""sum by (module) (rate({DURATION}_sum{{<me>,module=~"$module"}}[<rate>]))
                          / on () group_left () (sum(rate(kyc_verification_duration_seconds_sum{{<me>}}[<rate>])) > 0)""",
                      unit="percentunit", soft_max=1),
            by_module("Slowest of the parallel modules",
                      """The part of liveness, ocr and face_match in the time that the slowest of them takes: the one at 100 % decides when
                      antifraud may begin.""",
                      f"""sum by (module) (rate({DURATION}_sum{{<me>,module=~"liveness|ocr|face_match"}}[<rate>]))
                          / on () group_left () (max(sum by (module) (rate({DURATION}_sum{{<me>,module=~"liveness|ocr|face_match"}}[<rate>])))
                          > 0)""", unit="percentunit", soft_max=1)),
        row("Calls and failures",
            by_module("Calls",
                      """Calls that were begun. In health all lines lie on each other; antifraud and decision get fewer than the
                      others where verifications end before them.""",
                      f'sum by (module) (rate({CALLS}{{<me>,module=~"$module",outcome!="skipped"}}[<rate>]))', unit=PER_SECOND),
            by_module("Failing share",
                      f"""Calls that failed, timed out or were refused, of those begun. Amber line: {percent(FAILING)}, where ModuleFailing
                      begins.""",
                      f"""sum by (module) (rate({CALLS}{{<me>,module=~"$module",outcome=~"error|timeout|rejected"}}[<rate>]))
                          / (sum by (module) (rate({CALLS}{{<me>,module=~"$module",outcome!~"cancelled|skipped"}}[<rate>])) > 0)""",
                      unit="percentunit", soft_max=2 * FAILING, limits=steps("transparent", (FAILING, AMBER))),
            graph("Calls without an answer",
                  """Calls of the chosen modules that gave no result, by reason. error: a bad answer or none. timeout: too late. rejected:
                  refused by the circuit breaker, never sent. cancelled and skipped: cancelled in flight or never begun, because another
                  module had decided the outcome; they are its consequences.""",
                  q(f'sum by (outcome) (rate({CALLS}{{<me>,module=~"$module",outcome!="success"}}[<rate>]))', "{{outcome}}"),
                  unit=PER_SECOND, w=8, colors=OUTCOMES, soft_max=1),
            by_module("Retries",
                      """Second attempts, after a connection that broke before any answer. Many mean that the module closes connections
                      earlier than moduleHttp.keepAlive, or is restarting.""",
                      'sum by (module) (rate(kyc_module_attempts_total{<me>,module=~"$module",kind="retry"}[<rate>]))', unit=PER_SECOND,
                      soft_max=1),
            by_module("Calls in flight",
                      """Calls that wait for their module now. One line that climbs alone is a module that has become slow.""",
                      'sum by (module) (kyc_module_inflight{<me>,module=~"$module"})', unit="none", decimals=0),
            by_module("Open circuits",
                      """Instances that have stopped calling the module, because too large a share of its recent calls failed. Each makes trial
                      calls by itself; a circuit that opens again and again is a module that is still down.""",
                      'sum by (module) (kyc_module_circuit_state{<me>,module=~"$module"} == bool 2)', unit="none", decimals=0, step=True,
                      soft_max=2)),
        row("Scores",
            by_module("Mean score",
                      """Drift: a model, its input or the users changed. The score of decision is its confidence. Scores are between 0 and 1;
                      what is normal differs from module to module, a step is what to look for.""",
                      """sum by (module) (rate(kyc_module_score_sum{<me>,module=~"$module"}[<rate>]))
                         / (sum by (module) (rate(kyc_module_score_count{<me>,module=~"$module"}[<rate>])) > 0)""",
                      unit="none", top=1, decimals=2),
            by_module("10th percentile of scores",
                      """The worst tenth of users scores below this. It falls before the mean does: more attacks, or worse pictures.""",
                      quantile(0.1, 'kyc_module_score_bucket{<me>,module=~"$module"}', "module"), unit="none", top=1, decimals=2),
            by_module("Decided without a module",
                      f"""Share of verifications that were decided although that module failed (only one that is not required can be missing).
                      They end in MANUAL_REVIEW at best. Amber line: {percent(SETTINGS["degraded_share"])}, where VerificationsDegraded
                      begins.""",
                      """sum by (module) (rate(kyc_degraded_verifications_total{<me>,module=~"$module"}[<rate>]))
                         / on () group_left () (sum(rate(kyc_verifications_total{<me>}[<rate>])) > 0)""",
                      unit="percentunit", soft_max=2 * SETTINGS["degraded_share"],
                      limits=steps("transparent", (SETTINGS["degraded_share"], AMBER)))),
    ])
