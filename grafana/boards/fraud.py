"""Fraud: who attacks, what is seen of it, and whether decisions shift."""
from panels import (AMBER, ATTACKS, BLUE, CYAN, GATEWAY, GREEN, GREY, NEUTRAL, PER_MINUTE, PURPLE, RED, SAND, SETTINGS, STATUS, bars, columns,
                    dashboard, graph, link, override, percent, q, row, stat, steps, table, to)

SHARE, REVIEW, SHIFT = SETTINGS["spoofing_share"], SETTINGS["review_share"], SETTINGS["approval_shift"]
TOTAL = "kyc_verifications_total"
BATCH_JOB = 'job="kyc-reverification"'
EVIDENCE = link("Re-verification", "/d/kyc-reverification?${__url_time_range}&${datasource:queryparam}")
EVIDENCE_AGE = 86400 * int(SETTINGS["far_evidence_age"].rstrip("d"))
REASONS = {"ip_limit": BLUE, "device_limit": PURPLE, "session_limit": CYAN}

BOARD = dashboard(
    "fraud", "KYC / Fraud", "Which attacks there are, how many are detected, and whether decisions shift.", GATEWAY, [
        row("Now",
            stat("Attacks, of liveness checks",
                 f"""Share of liveness checks of the last hour that saw an attack. Amber from {percent(SHARE)} on: an attack, or genuine users
                 taken for attackers.""",
                 q("""sum(increase(kyc_liveness_checks_total{<me>,result="attack"}[1h]))
                      / (sum(increase(kyc_liveness_checks_total{<me>}[1h])) > 0)"""),
                 unit="percentunit", empty="no checks", decimals=2, w=6, limits=steps(NEUTRAL, (SHARE, AMBER))),
            stat("Approved, of decisions", """Share of VERIFIED among the decisions of the last hour. ERROR is no decision.""",
                 q(f"""sum(increase({TOTAL}{{<me>,status="VERIFIED"}}[1h])) / (sum(increase({TOTAL}{{<me>,status!="ERROR"}}[1h])) > 0)"""),
                 unit="percentunit", empty="no decisions", decimals=1, w=6),
            stat("Shift of approvals",
                 f"""The last hour's share of approvals less that of the day before it. Amber from {100 * SHIFT:g} points in either direction:
                 genuine users are rejected, or impostors accepted.""",
                 q("""job:kyc_verifications_approved:ratio_increase1h{<all>} - job:kyc_verifications_approved:ratio_increase1d_before{<all>}
                      > -2"""),
                 unit="percentunit", empty="no day before", decimals=1, w=6, limits=steps(AMBER, (-SHIFT, NEUTRAL), (SHIFT, AMBER))),
            stat("Manual review, of decisions",
                 f"""Share of decisions of the last hour that wait for a person. Amber from {percent(REVIEW)} on: the reviewers' queue grows.""",
                 q(f"""sum(increase({TOTAL}{{<me>,status="MANUAL_REVIEW"}}[1h]))
                       / (sum(increase({TOTAL}{{<me>,status!="ERROR"}}[1h])) > 0)"""),
                 unit="percentunit", empty="no decisions", decimals=1, w=6, limits=steps(NEUTRAL, (REVIEW, AMBER)))),
        row("Attacks",
            graph("Attacks by type",
                  """Presentation attacks that liveness detected and rejected. In a wave of one type some may pass
                  undetected. Averaged over 2 minutes: attacks are rare.""",
                  q("60 * sum by (attack_type) (rate(kyc_liveness_failures_total{<me>}[2m]))", "{{attack_type}}"),
                  unit=PER_MINUTE, w=10, colors=ATTACKS, soft_max=5, legend="right"),
            graph("Share of checks",
                  f"""Attacks as a share of liveness checks: unlike their number it does not grow with traffic. Amber line: {percent(SHARE)},
                  where SpoofingShareHigh begins.""",
                  q("""sum(rate(kyc_liveness_checks_total{<me>,result="attack"}[<rate>]))
                       / (sum(rate(kyc_liveness_checks_total{<me>}[<rate>])) > 0)""", "attacks"),
                  unit="percentunit", w=7, color=PURPLE, soft_max=2 * SHARE, limits=steps("transparent", (SHARE, AMBER))),
            table("Last 10 minutes against the day",
                  f"""Attacks of the last 10 minutes, and the average of 10 minutes of the last day (too low until there is a day of
                  data). SpoofingSpike fires from
                  {SETTINGS["spoofing_min"]} attacks on that are at least {SETTINGS["spoofing_ratio"]} times the average.""",
                  q("sum by (attack_type) (increase(kyc_liveness_failures_total{<me>}[<spoofing_window>]))", table=True),
                  q("600 * sum by (attack_type) (rate(kyc_liveness_failures_total{<me>}[<spoofing_baseline>]))", table=True),
                  w=7, decimals=1, transformations=[
                      {"id": "joinByField", "options": {"byField": "attack_type", "mode": "outer"}},
                      columns(["attack_type", "Value #A", "Value #B"],
                              {"attack_type": "Attack", "Value #A": "Last 10 min", "Value #B": "Day's average"},
                              hidden=["Time", "Time 1", "Time 2"])])),
        row("Decisions",
            graph("Approvals: the last hour and the day before",
                  f"""Share of VERIFIED among decisions. Two lines that part by {100 * SHIFT:g} points raise ApprovalRateShift. Always over all
                  instances.""",
                  q("job:kyc_verifications_approved:ratio_increase1h{<all>} >= 0", "last hour"),
                  q("job:kyc_verifications_approved:ratio_increase1d_before{<all>} >= 0", "day before"),
                  unit="percentunit", w=8, top=1, colors={"last hour": BLUE, "day before": GREY}),
            graph("Share of manual review",
                  f"""Decisions that wait for a person. Amber line: {percent(REVIEW)} over an hour raises ManualReviewShareHigh.""",
                  q(f"""sum(rate({TOTAL}{{<me>,status="MANUAL_REVIEW"}}[<rate>]))
                        / (sum(rate({TOTAL}{{<me>,status!="ERROR"}}[<rate>])) > 0)""", "manual review"),
                  unit="percentunit", w=8, color=CYAN, soft_max=1.3 * REVIEW, limits=steps("transparent", (REVIEW, AMBER))),
            graph("Decisions by outcome",
                  """Of 100 decisions, without ERROR. Shifts show here whatever the traffic does.""",
                  q(f"""sum by (status) (rate({TOTAL}{{<me>,status!="ERROR"}}[<rate>]))
                        / on () group_left () (sum(rate({TOTAL}{{<me>,status!="ERROR"}}[<rate>])) > 0)""", "{{status}}"),
                  unit="percentunit", w=8, colors=STATUS, top=1)),
        row("Abuse",
            graph("Rate-limit hits by reason",
                  """Requests answered 429, by the limit that they hit: one address, one device, or one session that tries too often. A surge
                  is a flood or a limit that is too tight.""",
                  q("60 * sum by (reason) (rate(kyc_rate_limit_hits_total{<me>}[<rate>]))", "{{reason}}"),
                  unit=PER_MINUTE, w=12, h=6, colors=REASONS, soft_max=5, links=[to("service", "Service: decisions and the store")]),
            graph("API keys refused",
                  """Requests without an API key or with a wrong one (401). A steady trickle is scanners; a step is a client with an old key.""",
                  q("60 * sum(rate(kyc_api_auth_failures_total{<me>}[<rate>]))", "401"), unit=PER_MINUTE, w=12, h=6, color=SAND, soft_max=5)),
        row("How much is proven",
            bars("Proven, of the objective",
                 f"""From labelled records of the latest re-verification: the upper 95 % bound by its objective (FAR
                 {percent(SETTINGS["far_objective"])}, FRR {percent(SETTINGS["frr_objective"])}, APCER {percent(SETTINGS["apcer_objective"])} per
                 attack). Below 1 (green) the objective is shown to be met; above (amber) it is not shown, for too few trials or too many
                 errors. Re-verification has the numbers.""",
                 q('max(kyc_far_upper_bound_ratio{' + BATCH_JOB + "}) / <far_objective>", "FAR"),
                 q('max(kyc_frr_upper_bound_ratio{' + BATCH_JOB + "}) / <frr_objective>", "FRR"),
                 q('max by (attack_type) (kyc_apcer_upper_bound_ratio{' + BATCH_JOB + "}) / <apcer_objective>",
                   "APCER {{attack_type}}"),
                 unit="suffix:x", w=12, h=7, decimals=3, top=3, empty="no labelled records", limits=steps(GREEN, (1, AMBER)),
                 links=[EVIDENCE]),
            stat("Shown to be at least",
                 f"""The lower 95 % bounds of false acceptance and false rejection. Red, FAR over {percent(SETTINGS["far_objective"])}: impostors
                 are being verified as users. Amber, FRR over {percent(SETTINGS["frr_objective"])}: genuine users are rejected who should pass.""",
                 q(f'max(kyc_far_lower_bound_ratio{{{BATCH_JOB}}})', "FAR"), q(f'max(kyc_frr_lower_bound_ratio{{{BATCH_JOB}}})', "FRR"),
                 unit="percentunit", w=7, h=7, names=True, decimals=2, empty="no labelled records", links=[EVIDENCE],
                 overrides=[override("FAR", thresholds=steps(NEUTRAL, (SETTINGS["far_objective"], RED))),
                            override("FRR", thresholds=steps(NEUTRAL, (SETTINGS["frr_objective"], AMBER)))]),
            stat("Age of the evidence",
                 f"""Since the last re-verification with labelled impostors ended. Amber over {SETTINGS["far_evidence_age"]}: models and attacks
                 have changed since.""",
                 q("time() - max(job:kyc_far_evidence:timestamp_seconds)"), unit="s", w=5, h=7, empty="none yet",
                 limits=steps(NEUTRAL, (EVIDENCE_AGE, AMBER)), links=[EVIDENCE])),
    ])
