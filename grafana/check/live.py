#!/usr/bin/python3
"""Every query of every dashboard against a live Prometheus: each panel, variable and annotation has data.

Real processes on loopback (prometheus/drill starts them): gateway, modules, batch, Pushgateway, Prometheus, Alertmanager. A scrape a
second instead of every 15 makes 40 seconds as many scrapes as ten minutes have in production; the rules' windows are scaled alike.
Queries that are empty in health are listed in empty.yml, each with its reason, and must have data under its fault.

usage: live.py [--show]        --show: each query with its number of series
Binaries come from PATH or the folder that KYC_OBS names.
"""
import contextlib
import http.client
import itertools
import json
import math
import os
import pathlib
import re
import sys
import tempfile
import threading
import time
import urllib.parse

import yaml

import boards
import lint

ROOT = boards.GRAFANA.parent
sys.path[:0] = [str(ROOT / "prometheus" / "drill"), str(ROOT / "prometheus")]
import runbooks  # noqa: E402
import traffic  # noqa: E402
from installation import Installation  # noqa: E402
from processes import Failure, Processes, fetch, find_binaries, stopped_by_signals  # noqa: E402
from webhook import Webhook  # noqa: E402

SCRAPES = 40              # in ten minutes
SCALE, FLOOR = 1 / 120, 5  # an hour in 30 s; nothing under 5 s
RATE = 25                 # verifications a second; the budgets are shown from 1,000 on
INCIDENT_RATE = 15        # half of them take seconds then
RATE_INTERVAL = "5s"
PATIENCE = 150            # seconds to wait for what a phase brings
# Fast modules: the batch shall end within a minute. Their tail stays within the objectives.
SIMULATOR = ["-Xmx192m", "-Ddw.simulator.attackRatio=0", *(
    f"-Ddw.simulator.modules.{module}.{key}={value}" for module in ("liveness", "ocr", "face_match", "antifraud", "decision")
    for key, value in (("median", "40ms"), ("p95", "100ms")))]
BATCH = ["-Xmx192m", "-Ddw.batch.push.interval=1s"]
FROM_HISTORY = "a run over the history"   # of empty.yml; the last phase
EMPTY = yaml.safe_load((pathlib.Path(__file__).parent / "empty.yml").read_text())


class Prometheus:
    def __init__(self, url):
        self._url = url

    def _get(self, path, **parameters):
        status, body = fetch(f"{self._url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=30)
        answer = json.loads(body or "{}")
        if answer.get("status") != "success":
            raise Failure(f"{parameters}: {answer.get('error', f'Prometheus answers {status}')}")
        return answer["data"]

    def series(self, expr, instant, seconds):
        """Series with at least one number among their values."""
        now = time.time()
        if instant:
            data = self._get("query", query=expr, time=now)
            found = [data] if data["resultType"] == "scalar" else data["result"]
            values = ([each["result"] if "result" in each else each["value"]] for each in found)
        else:
            data = self._get("query_range", query=expr, start=now - seconds, end=now, step=1)
            values = (each["values"] for each in data["result"])
        return sum(1 for each in values if any(math.isfinite(float(value)) for _, value in each))

    def label_values(self, selector, label):
        return self._get(f"label/{label}/values", **{"match[]": selector})

    def names(self):
        return set(self._get("label/__name__/values"))


class Check:
    """All queries, and which of them have had data."""

    def __init__(self, prometheus, show):
        self._prometheus = prometheus
        self._show = show
        self._dashboards = boards.load()
        self.mistakes, self.report = [], []

    def everything(self):
        """Asks every query; all but those of empty.yml must have data. What has none is in mistakes."""
        self.mistakes, self.report = [], []
        for dashboard in self._dashboards.values():
            values = boards.values(dashboard) | boards.BUILT_IN | {"__rate_interval": RATE_INTERVAL}
            for query in itertools.chain(boards.panel_queries(dashboard), boards.annotation_queries(dashboard)):
                self._judge(str(query), query.expr, self._series(query, values))
            for place, expr, found in self._variables(dashboard, values):
                self._judge(place, expr, len(found))
        self._bounds()

    def _bounds(self):
        """Where panels say that a quantile is beyond the last bound, it is the histogram's last."""
        for dashboard in self._dashboards.values():
            for panel in boards.panels(dashboard):
                said = {each["options"]["from"] for each in panel["fieldConfig"]["defaults"].get("mappings", [])
                        if each["type"] == "range"}
                families = {name for target in panel["targets"] for name in lint.QUANTILE.findall(target["expr"])} - lint.SCORES
                last = {max(float(bound) for bound in self._prometheus.label_values(f"{name}_bucket", "le") if bound != "+Inf")
                        for name in families}
                if said != last:
                    self.mistakes.append(f"{dashboard['title']} / {panel['title']}: the last bound is {last}, not {said}")

    def runbooks(self):
        """Every series that a query of a runbook names has existed by now; the others are added to mistakes."""
        names = self._prometheus.names()
        for page in sorted((ROOT / "prometheus" / "runbooks").glob("*.md")):
            for query in runbooks.queries(page.read_text()):
                self.mistakes += [f"{page.name}: there is no {name}" for name in sorted(boards.series_names(query) - names)]

    def has_data(self, place):
        """Whether a query of empty.yml has data now, wherever it stands."""
        answers = []
        for dashboard in self._dashboards.values():
            values = boards.values(dashboard) | boards.BUILT_IN | {"__rate_interval": RATE_INTERVAL}
            for query in itertools.chain(boards.panel_queries(dashboard), boards.annotation_queries(dashboard)):
                if str(query).endswith(place):
                    answers.append(self._series(query, values) > 0)
            answers += [bool(found) for other, _, found in self._variables(dashboard, values) if other.endswith(place)]
        if not answers:
            raise Failure(f"empty.yml: there is no {place}")
        return all(answers)

    def _series(self, query, values):
        return self._prometheus.series(query.with_values(values), query.instant, SCRAPES)

    def _variables(self, dashboard, values):
        for name, variable in boards.variables(dashboard).items():
            if variable["type"] != "query":
                continue
            place = f"{dashboard['title']} / variable {name}"
            selector, label = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"]).groups()
            found = self._prometheus.label_values(boards.substitute(selector, values, place), label)
            current = variable["current"]["value"]
            if current != ["$__all"] and current not in found:
                self.mistakes.append(f"{place}: {current} is not among {', '.join(found) or 'none'}")
            yield place, variable["query"]["query"], found

    def _judge(self, place, expr, series):
        if self._show:
            self.report.append(f"{series:5} {place}")
        may_be_empty = any(place.endswith(each["query"]) for each in EMPTY)
        if not series and not may_be_empty:
            self.mistakes.append(f"{place} has no data: {expr}")


def strays(installation, stop):
    """Requests that no user sends: without a key, malformed, to nowhere, to the admin connector with a wrong password."""
    requests = [
        ("gateway", "POST", "/v1/verifications", "{}", {"Authorization": "Bearer wrong", "Content-Type": "application/json"}),
        ("gateway", "POST", "/v1/verifications", "{", {"Authorization": f"Bearer {installation.api_keys['backend']}",
                                                       "Content-Type": "application/json"}),
        ("gateway", "GET", "/wp-login.php", None, {}), ("gateway", "GET", "/health?type=ready", None, {}),
        ("gateway-admin", "GET", "/metrics", None, {"Authorization": "Basic d3Jvbmc6d3Jvbmc="})]
    for part, method, path, body, headers in itertools.cycle(requests):
        if stop.wait(0.5):
            return
        connection = http.client.HTTPConnection("127.0.0.1", installation.port(part), timeout=5)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.request(method, path, body, headers)
            connection.getresponse().read()


def batch(installation, folder, name, manifest, *arguments):
    path = traffic.write_manifest(manifest, folder / f"{name}.jsonl")
    return installation.start_batch(name, path, folder / f"{name}-results.jsonl", "--concurrency", "25", "--retries", "0", *arguments,
                                    options=BATCH)


def until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise Failure(f"within {PATIENCE} s there was no {what}")
        time.sleep(0.5)


def expect_data(check, say, chosen):
    """Each query of empty.yml under one of the chosen faults has data in time."""
    for each in EMPTY:
        if chosen(each["fault"]):
            until(lambda place=each["query"]: check.has_data(place), f"data for {each['query']} under its fault ({each['fault']})")
            say(f"{each['query']}: has data")


def run(folder, show):
    began = time.monotonic()

    def say(text):
        print(f"{time.monotonic() - began:4.0f} s  {text}", flush=True)

    binaries = find_binaries(("prometheus", "pushgateway", "alertmanager"), os.environ.get("KYC_OBS"))
    with Processes(folder) as processes, Installation(folder, processes, binaries, Webhook(lambda notified: None)) as installation:
        installation.start_pushgateway()
        installation.start_simulator(options=SIMULATOR)
        installation.start_gateway(options=["-Xmx256m"])
        installation.start_alertmanager(SCALE)
        installation.start_prometheus(1, SCALE, FLOOR)
        prometheus = Prometheus(installation.url("prometheus"))
        check = Check(prometheus, show)
        users = traffic.Traffic(installation.url("gateway"), installation.api_keys["backend"], traffic.ordinary(), RATE)
        stop = threading.Event()
        threading.Thread(target=strays, args=(installation, stop), daemon=True).start()
        started = time.monotonic()
        say("traffic and a batch run")
        good = batch(installation, folder, "good", traffic.proof(200, 100, 300, 20), "--max-failures", "5%")
        until(lambda: good.exit_code() is not None, "end of the batch run")
        if good.exit_code() != 0:
            raise Failure(f"the batch run ended with {good.exit_code()}:\n{good.last_words()}")
        time.sleep(max(0.0, started + SCRAPES + 5 - time.monotonic()))
        say(f"health: {SCRAPES} scrapes and more")
        for planted in ("sum(rate(kyc_verifcations_total[1m]))", "0 * vector(1) / 0"):
            if prometheus.series(planted, False, SCRAPES):
                raise Failure(f"{planted} counts as data: this check sees nothing")
        # A busy machine is late with scrapes and rules; what has no data minutes later will have none.
        end = time.monotonic() + PATIENCE
        check.everything()
        while check.mistakes and time.monotonic() < end:
            time.sleep(3)
            check.everything()
        print("\n".join(check.report))

        say("an incident: slow face_match, a wave of deepfakes, a failing batch in two shards")
        users.selfies, users.rate = traffic.incident(), INCIDENT_RATE
        shards = [batch(installation, folder, f"bad-{i}", traffic.disaster(100, 12, 200, 60), "--max-failures", "5%",
                        "--shard", f"{i}/2")
                  for i in range(2)]
        until(lambda: all(shard.exit_code() is not None for shard in shards), "end of the sharded batch run")
        if any(shard.exit_code() != 1 for shard in shards):
            raise Failure(f"failing runs ended with {[shard.exit_code() for shard in shards]}:\n{shards[0].last_words()}")
        expect_data(check, say, lambda fault: fault != FROM_HISTORY)

        # After the others: its push has no labelled records, and takes the place of theirs. The oldest are from before the incident.
        say("a run over the history")
        worker = installation.start_worker("kept", "kept", "--select", "--older-than", "0s", "--limit", "200", "--max-failures", "50%",
                                           "--concurrency", "25", options=BATCH)
        until(lambda: worker.exit_code() is not None, "end of the run over the history")
        if worker.exit_code() != 0:
            raise Failure(f"the run over the history ended with {worker.exit_code()}:\n{worker.last_words()}")
        expect_data(check, say, lambda fault: fault == FROM_HISTORY)
        check.runbooks()
        stop.set()
        users.stop()
    return check.mistakes


def main(arguments):
    with tempfile.TemporaryDirectory(prefix="kyc-dashboards-") as folder, stopped_by_signals():
        mistakes = run(pathlib.Path(folder), arguments == ["--show"])
    print("\n".join(mistakes), file=sys.stderr)
    sys.exit(1 if mistakes else 0)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Failure as failure:
        sys.exit(f"live.py: {failure}")
