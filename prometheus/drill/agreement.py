#!/usr/bin/python3
"""Whether Prometheus says of the gateway what its clients and its modules measured themselves.

Sends mixed traffic to a real gateway for ten minutes while a real Prometheus scrapes it with the repository's scrape jobs, then compares:
totals exactly, rates between the same scrapes, quantiles by the bucket that they fall into. Exit code 1: something differs.
"""
import argparse
import bisect
import collections
import json
import math
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time
import urllib.parse

import traffic
from installation import MODULES, Installation
from processes import Failure, Processes, fetch, find_binaries, seconds, stopped_by_signals
from webhook import Webhook

VERIFICATION_BOUNDS = (1, 2, 4, 6, 8, 10, 15)
MODULE_BOUNDS = (0.5, 1, 2, 4, 8)
DELAY_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 10)
QUANTILES = (0.5, 0.9, 0.95, 0.99)
WINDOW = 300  # seconds of rates and quantiles; half of the traffic where that is less
# A client's clock also has the way to the gateway and back, and the wait for its own turn on a busy machine.
CLIENT_SHARE, CLIENT_SECONDS = 0.02, 0.05
RATE_SHARE = 0.01
CLIENT_LAG = 0.25  # seconds after the gateway's that a client may count an answer


def mixed(seed=1):
    """Every outcome and every bucket: ordinary people and failures, and a face_match that is slow to many."""
    chance = random.Random(seed)
    for usual in traffic.ordinary(seed):
        kind = chance.random()
        if kind < 0.3:
            yield f"sim://slow/face_match/{int(chance.triangular(700, 8500, 2500))}"
        elif kind < 0.34:
            yield chance.choice(("sim://error/ocr", "sim://garbage/liveness", "sim://drop/face_match", "sim://status/decision/503"))
        elif kind < 0.4:
            yield f"sim://attack/{chance.choice(traffic.ATTACKS)}"
        elif kind < 0.45:
            yield "sim://error/antifraud"
        else:
            yield usual


class Answers:
    """What the clients measured."""

    def __init__(self):
        self._lock = threading.Lock()
        self.all = []

    def add(self, _, answer):
        with self._lock:
            self.all.append((time.time(), answer))

    def outcomes(self):
        return collections.Counter(str(answer.outcome) for _, answer in self.all)

    def between(self, start, end):
        return [answer for at, answer in self.all if start < at <= end]


class Prometheus:
    """Its query API."""

    def __init__(self, url):
        self._url = url

    def query(self, expression, at=None):
        """Samples as (labels, value): a number for instant vectors, (time, number) pairs for ranges."""
        parameters = {"query": expression, **({"time": at} if at else {})}
        status, body = fetch(f"{self._url}/api/v1/query?{urllib.parse.urlencode(parameters)}", timeout=30)
        if status != 200:
            raise Failure(f"Prometheus answers {status} to {expression}: {body}")
        return [(each["metric"], float(each["value"][1]) if "value" in each else [(at, float(value)) for at, value in each["values"]])
                for each in json.loads(body)["data"]["result"]]

    def number(self, expression, at=None):
        found = self.query(expression, at)
        if len(found) != 1:
            raise Failure(f"{len(found)} series instead of one for {expression}")
        return found[0][1]

    def by(self, label, expression):
        return {labels[label]: value for labels, value in self.query(expression)}


def bucket(bounds, value):
    """The bucket that a value falls into, as its lower and upper bound."""
    index = bisect.bisect_left(bounds, value)
    return (bounds[index - 1] if index else 0.0, bounds[index] if index < len(bounds) else math.inf)


def quantile(values, q):
    ordered = sorted(values)
    return ordered[max(0, math.ceil(q * len(ordered)) - 1)]


class Comparison:
    """The table."""

    def __init__(self):
        self.rows = []

    def add(self, what, prometheus, measured, agrees):
        self.rows.append((what, prometheus, measured, "yes" if agrees else "**no**"))

    def exact(self, what, prometheus, measured):
        self.add(what, f"{prometheus:.0f}", str(measured), prometheus == measured)

    def failed(self):
        return [row for row in self.rows if row[3] != "yes"]

    def __str__(self):
        lines = [("what", "Prometheus", "measured", "agree"), ("---",) * 4, *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def totals(table, prometheus, answers, journal):
    outcomes = answers.outcomes()
    for status in ("VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR"):
        counted = prometheus.number(f'sum(kyc_verifications_total{{job="kyc-gateway",status="{status}"}})')
        table.exact(f"verifications {status}, by clients' answers", counted, outcomes[status])
    begun = sum(count for outcome, count in outcomes.items() if outcome != "None")
    table.exact("kyc_verification_duration_seconds_count, by clients' answers",
                prometheus.number('sum(kyc_verification_duration_seconds_count{job="kyc-gateway"})'), begun)
    answered = sum(answer.status != 0 for _, answer in answers.all)
    table.exact(f"http_requests_total, by clients' answers ({len(answers.all) - answered} requests got none)",
                prometheus.number('sum(http_requests_total{job="kyc-gateway",handler="/v1/verifications"})'), answered)
    table.exact("kyc_active_sessions at the end", prometheus.number('sum(kyc_active_sessions{job="kyc-gateway"})'), 0)
    attacks = sum(1 for _, answer in answers.all if answer.outcome == "REJECTED" and "presentation_attack" in answer.body["reasons"])
    table.exact("kyc_liveness_failures_total, by the answers' reasons",
                prometheus.number('sum(kyc_liveness_failures_total{job="kyc-gateway"})'), attacks)
    degraded = sum("antifraud" in answer.body["degraded_modules"] for _, answer in answers.all if answer.status == 200)
    table.exact("kyc_degraded_verifications_total, by the answers",
                prometheus.number('sum(kyc_degraded_verifications_total{job="kyc-gateway"})'), degraded)
    calls = collections.Counter(line.split(" ", 1)[0] for line in journal.read_text().splitlines())
    for module in MODULES:
        # All five targets are one simulator, which exposes every module.
        table.exact(f"{module}: kyc_simulated_responses_total, by the simulator's journal", prometheus.number(
            f'sum(kyc_simulated_responses_total{{job="kyc-modules",exported_module="{module}",module="{module}"}})'), calls[module])
    attempts = prometheus.by("module", 'sum by (module) (kyc_module_attempts_total{job="kyc-gateway"})')
    cancelled = prometheus.by("module", 'sum by (module) (kyc_module_calls_total{job="kyc-gateway",outcome="cancelled"})')
    for module in MODULES:
        # An attempt that is cancelled at once may never leave the gateway.
        missing = attempts[module] - calls[module]
        table.add(f"{module}: kyc_module_attempts_total, by the simulator's journal (cancelled: {cancelled[module]:.0f})",
                  f"{attempts[module]:.0f}", str(calls[module]), 0 <= missing <= cancelled[module])


def rates(table, prometheus, answers, at, window):
    for status in ("VERIFIED", "ERROR"):
        selector = f'kyc_verifications_total{{job="kyc-gateway",status="{status}"}}'
        rate = prometheus.number(f"sum(rate({selector}[{window}]))", at)
        samples = prometheus.query(f"{selector}[{window}]", at)[0][1]
        (start, first), (end, last) = samples[0], samples[-1]
        took = {edge: prometheus.number('scrape_duration_seconds{job="kyc-gateway"}', edge) for edge in (start, end)}

        def counted(since, until):
            return sum(answer.outcome == status for answer in answers.between(since, until))

        # A sample carries the time at which its scrape began, and the values of a moment before it ended.
        least = counted(start + took[start] + CLIENT_LAG, end)
        most = counted(start, end + took[end] + CLIENT_LAG)
        table.add(f"{status} between two scrapes {end - start:.0f} s apart", f"{last - first:.0f}", f"{least} to {most}",
                  least <= last - first <= most)
        slowest, fastest = (each / (end - start) for each in (least, most))
        table.add(f"rate of {status} a second", f"{rate:.3f}", f"{slowest:.3f} to {fastest:.3f}",
                  slowest * (1 - RATE_SHARE) <= rate <= fastest * (1 + RATE_SHARE))


def quantiles(table, prometheus, answers, at, window):
    samples = prometheus.query(f'kyc_verification_duration_seconds_count{{job="kyc-gateway"}}[{window}]', at)[0][1]
    measured = [answer.seconds for answer in answers.between(samples[0][0], samples[-1][0]) if answer.outcome]
    for q in QUANTILES:
        shown = prometheus.number(
            f'histogram_quantile({q}, sum by (le) (rate(kyc_verification_duration_seconds_bucket{{job="kyc-gateway"}}[{window}])))', at)
        exact = quantile(measured, q)
        low, high = bucket(VERIFICATION_BOUNDS, shown)
        slack = max(CLIENT_SECONDS, exact * CLIENT_SHARE)
        table.add(f"verification quantile {q} (bucket {low:g} to {high:g} s)", f"{shown:.3f} s", f"{exact:.3f} s",
                  low - slack <= exact <= high + slack)
    for module in MODULES:
        for q in (0.5, 0.95):
            shown = prometheus.number(f'histogram_quantile({q}, sum by (le) (rate('
                                     f'kyc_module_duration_seconds_bucket{{job="kyc-gateway",module="{module}"}}[{window}])))', at)
            delay = prometheus.number(f'histogram_quantile({q}, sum by (le) (rate(kyc_simulated_delay_seconds_bucket'
                                      f'{{job="kyc-modules",module="{module}",exported_module="{module}"}}[{window}])))', at)
            ours, theirs = bucket(MODULE_BOUNDS, shown), bucket(DELAY_BOUNDS, delay)
            # The two histograms have other bounds: the truth lies in both buckets, so they must have something in common.
            table.add(f"{module} quantile {q} (bucket {ours[0]:g} to {ours[1]:g} s), by the simulator's histogram", f"{shown:.3f} s",
                      f"{delay:.3f} s ({theirs[0]:g} to {theirs[1]:g})",
                      ours[0] <= theirs[1] + CLIENT_SECONDS and theirs[0] <= ours[1] + CLIENT_SECONDS)


def agreement(options, folder, binaries):
    answers = Answers()
    webhook = Webhook()
    journal = folder / "journal"
    with Processes(folder) as processes, Installation(folder, processes, binaries, webhook) as installation:
        installation.start_simulator(options=("-Ddw.simulator.attackRatio=0.02",), environment={"KYC_SIMULATOR_JOURNAL": str(journal)})
        installation.start_gateway(options=("-Ddw.modules.face_match.timeout=9s", "-Ddw.pipeline.deadline=12s"))
        installation.start_prometheus(options.interval)
        prometheus = Prometheus(installation.url("prometheus"))
        print(f"{options.duration:.0f} s of {options.rate:g} verifications a second", flush=True)
        sending = traffic.Traffic(
            installation.url("gateway"), installation.api_keys["backend"], mixed(), options.rate, on_answer=answers.add, most=500)
        time.sleep(options.duration)
        at = time.time()
        sending.stop()
        # Two more scrapes, so that the last answers are in.
        time.sleep(2 * (options.interval or 15) + 5)
        table = Comparison()
        totals(table, prometheus, answers, journal)
        window = f"{min(WINDOW, int(options.duration / 2))}s"
        rates(table, prometheus, answers, at, window)
        quantiles(table, prometheus, answers, at, window)
    print(f"\n{table}\n")
    print(f"{len(answers.all)} requests; {len(table.rows) - len(table.failed())} of {len(table.rows)} agree")
    return 1 if table.failed() else 0


def main():
    parser = argparse.ArgumentParser(prog="./run agreement", description=__doc__.split("\n\n")[0])
    parser.add_argument("--for", dest="duration", type=seconds, default=600.0, metavar="DURATION", help="of the traffic (10m)")
    parser.add_argument("--rate", type=float, default=20, help="verifications a second (20)")
    parser.add_argument("--interval", type=int, help="seconds between scrapes (15, those of prometheus.yml)")
    options = parser.parse_args()
    binaries = find_binaries(("prometheus",), os.environ.get("KYC_OBS"))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kyc-agreement-"))
    try:
        with stopped_by_signals():
            return agreement(options, folder, binaries)
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"agreement: {failure}")
