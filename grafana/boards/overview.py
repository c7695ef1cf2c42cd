"""Overview, for on-call: are users affected?"""
from panels import (AMBER, BLUE, CYAN, GATEWAY, GREEN, GREY, NEUTRAL, PER_SECOND, PINK, PURPLE, QUANTILES, RED, SETTINGS, STATUS,
                    columns, dashboard, graph, override, percent, q, quantile, row, stat, steps, table, to)

BURN = SETTINGS["burn_rates"]
PAGE, LASTS = BURN[0]["factor"], BURN[-1]["factor"]   # the first pair pages at once; the last uses the budget up exactly
ERRORS, LATENCY, AVAILABILITY = SETTINGS["availability_budget"], SETTINGS["latency_objective"], 1 - SETTINGS["availability_budget"]
ELEVATED = SETTINGS["latency_elevated"]
USED_UP = {"mappings": [{"type": "value", "options": {"0": {"text": "used up", "index": 0}}}], "limits": steps(RED, (0.0001, AMBER), (0.25, GREEN))}
DURATION = "kyc_verification_duration_seconds"
WINDOWS = {"5m": GREY, "1h": BLUE, "6h": PURPLE, "3d": CYAN}


def burn(title, series, budget, text, links):
    return graph(
        title,
        f"""How many times faster than sustainable the budget is used, over windows of different length. {text} Below 1 (amber line) it
        lasts the month; at {PAGE:g} (red line) it pages. The short window shows now, the long ones whether it lasts.""",
        *(q(f"{series}:ratio_rate{window}{{<all>}} / {budget} >= 0", window) for window in WINDOWS),
        unit="suffix:x", w=7, h=9, colors=WINDOWS, soft_max=2, decimals=1, limits=steps("transparent", (LASTS, AMBER), (PAGE, RED)), links=links)


BOARD = dashboard(
    "overview", "KYC / Overview", "For on-call: are users affected?", GATEWAY, [
        row("Are users affected?",
            stat("Firing alerts",
                 """Alerts that fire now. Amber: tickets. Red: pages. "no rules?" means that not even the Watchdog fires,
                 so Prometheus evaluates no rules and no alert can come.""",
                 q('count(ALERTS{alertstate="firing",severity="critical"}) or 0 * count(ALERTS{alertname="Watchdog",alertstate="firing"})',
                   "critical"),
                 q('count(ALERTS{alertstate="firing",severity="warning"}) or 0 * count(ALERTS{alertname="Watchdog",alertstate="firing"})',
                   "warning"),
                 unit="none", names=True, empty="no rules?",
                 overrides=[override("critical", thresholds=steps(NEUTRAL, (1, RED))),
                            override("warning", thresholds=steps(NEUTRAL, (1, AMBER)))]),
            stat("Gateway instances",
                 """Instances that answer their scrape, that do not, and that answer users with simulated modules. Simulated decisions are
                 random: never in production.""",
                 q("sum(up{<me>})", "up"), q("count(up{<me>}) - sum(up{<me>})", "down"), q("sum(kyc_simulator_enabled{<me>})", "simulated"),
                 unit="none", w=4, names=True, empty="none", links=[to("service", "Service")],
                 overrides=[override("down", thresholds=steps(NEUTRAL, (1, AMBER))),
                            override("simulated", thresholds=steps(NEUTRAL, (1, RED)))]),
            stat("Errors, last 5 min",
                 f"""Share of verifications that ended in ERROR over the last 5 minutes. Green: within the objective
                 ({percent(ERRORS)}). Amber: the budget burns faster than it lasts. Red: {PAGE:g} times faster, which pages.""",
                 q("job:kyc_verification_errors:ratio_rate5m{<all>} >= 0"), unit="percentunit", w=4, empty="no traffic",
                 limits=steps(GREEN, (LASTS * ERRORS, AMBER), (PAGE * ERRORS, RED)), links=[to("pipeline", "Which module?")]),
            stat("p95, last 5 min",
                 f"""95 of 100 verifications were faster. Red from the objective, {LATENCY} s, on; amber from {ELEVATED} s, where
                 VerificationLatencyElevated begins. Interpolated between the bounds 1, 2, 4, 6, 8, 10 and 15: not exact to the tenth of a
                 second.""",
                 q(quantile(0.95, DURATION + "_bucket{<all>}", window="5m")), unit="s", w=4, empty="no traffic",
                 limits=steps(GREEN, (ELEVATED, AMBER), (LATENCY, RED)), links=[to("pipeline", "Which module?")]),
            stat("Error budget left",
                 f"""Of the errors that {percent(AVAILABILITY)} over 30 days (or as long as Prometheus remembers) allows, the part that is
                 left. Amber below a quarter. Red: used up, the objective is missed. Below {1 / ERRORS:,.0f} verifications less than one
                 error is allowed, and there is nothing to show.""",
                 q("""clamp_min(1 - sum(increase(kyc_verifications_total{<all>,status="ERROR"}[30d]))
                      / (sum(increase(kyc_verifications_total{<all>}[30d])) >= 1 / <availability_budget>) / <availability_budget>, 0)"""),
                 unit="percentunit", w=4, decimals=0, empty="too little data", **USED_UP),
            stat("Latency budget left",
                 f"""Of the {percent(SETTINGS["latency_budget"])} of verifications that may take over {LATENCY} s within 30 days (or as long
                 as Prometheus remembers), the part that is left. Amber below a quarter. Red: used up, the objective is missed. Shown from
                 {1 / ERRORS:,.0f} verifications on, as beside.""",
                 q(f"""clamp_min(1 - (1 - sum(increase({DURATION}_bucket{{<all>,<bound>}}[30d]))
                      / (sum(increase({DURATION}_count{{<all>}}[30d])) >= 1 / <availability_budget>)) / <latency_budget>, 0)"""),
                 unit="percentunit", w=4, decimals=0, empty="too little data", **USED_UP)),
        row("Users",
            graph("Time to an outcome",
                  f"""How long users wait, errors included. The red line is the objective: p95 below {LATENCY} s; at the amber line,
                  {ELEVATED} s, VerificationLatencyElevated begins. All of the wait is in the modules: the Pipeline dashboard shows which.""",
                  *(q(quantile(share, DURATION + "_bucket{<me>}"), name) for name, share in (("p50", .5), ("p95", .95), ("p99", .99))),
                  unit="s", colors=QUANTILES, soft_max=LATENCY + 1, limits=steps("transparent", (ELEVATED, AMBER), (LATENCY, RED)), legend="right",
                  links=[to("pipeline", "Which module?")]),
            graph("Outcomes",
                  """How verifications end. ERROR is the only one that uses up the error budget; more REJECTED or MANUAL_REVIEW is a matter
                  for the Fraud dashboard.""",
                  q("sum by (status) (rate(kyc_verifications_total{<me>}[<rate>]))", "{{status}}"), unit=PER_SECOND, colors=STATUS,
                  legend="right", links=[to("fraud", "Fraud")]),
            graph("Traffic",
                  """Verifications that were accepted, and requests that were refused before they became one: for lack of capacity, of a
                  database, or at a shutdown (503), by a rate limit (429), without a valid API key (401). Refused requests are in no error budget.""",
                  q("sum(rate(kyc_verifications_total{<me>}[<rate>]))", "accepted"),
                  q("sum(rate(kyc_requests_shed_total{<me>}[<rate>]))", "503 shed"),
                  q("sum(rate(kyc_rate_limit_hits_total{<me>}[<rate>]))", "429 limited"),
                  q("sum(rate(kyc_api_auth_failures_total{<me>}[<rate>]))", "401 no key"),
                  unit=PER_SECOND, colors={"accepted": BLUE, "503 shed": PINK, "429 limited": PURPLE, "401 no key": GREY},
                  legend="right", links=[to("service", "Service")]),
            graph("Active sessions",
                  """Verifications in flight, over all instances: accepted and without an outcome yet. It grows with traffic and with the time
                  each takes. What is beyond an instance's limit is refused with 503: Admission on Service shows both.""",
                  q("sum(kyc_active_sessions{<me>})", "in flight"), unit="none", color=BLUE, decimals=0, legend="right",
                  links=[to("service", "Service: Admission")])),
        row("Error budget and alerts",
            burn("Burn of the error budget", "job:kyc_verification_errors", "<availability_budget>",
                 f"The budget: {percent(ERRORS)} of verifications may end in ERROR.", [to("pipeline", "Which module?")]),
            burn("Burn of the latency budget", "job:kyc_verification_slow", "<latency_budget>",
                 f"The budget: {percent(SETTINGS['latency_budget'])} may take over {LATENCY} s.", [to("pipeline", "Which module?")]),
            table("Alerts that fire",
                  """What fires now, most urgent first; the name leads to its runbook. Watchdog always fires: it shows that alerting works.""",
                  q("""sort_desc(max by (alertname, severity, module, attack_type) (
                         3 * ALERTS{alertstate="firing",severity="critical"} or 2 * ALERTS{alertstate="firing",severity="warning"}
                         or ALERTS{alertstate="firing"}))""", table=True),
                  w=10, h=9, transformations=[columns(["alertname", "severity", "module", "attack_type"],
                                                {"alertname": "Alert", "severity": "Severity", "module": "Module", "attack_type": "Attack"},
                                                hidden=["Time", "Value"])],
                  overrides=[override("Alert", links=[{"title": "Runbook", "url": SETTINGS["runbooks"] + "/${__value.text}" + SETTINGS["runbook_suffix"],
                                                       "targetBlank": True}])])),
    ])
