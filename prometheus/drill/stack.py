#!/usr/bin/python3
"""The whole installation on loopback with sample traffic: gateway, simulated modules, batch, Pushgateway, Prometheus with the
repository's rules and scrape jobs, Alertmanager with its routing, and Grafana where there is one. Ctrl-C stops all of it.

Binaries come from PATH, or from the folder that KYC_OBS names. Nothing of the developer's own .run is used.
"""
import argparse
import os
import pathlib
import shlex
import shutil
import sys
import tempfile
import threading
import time

import configs
import traffic
from installation import USERNAME, Installation
from processes import HOW_TO_GET, Failure, Processes, find_binaries, find_binary, seconds, stopped_by_signals
from webhook import Webhook

FIRST_BATCH = 15  # seconds after the start
# The pages of this checkout.
RUNBOOKS = {"runbooks": configs.PROMETHEUS / "runbooks", "runbook_suffix": ".md"}
PUSH_INTERVAL = 15_000  # milliseconds, those of config.yml; scaled as the rules' windows are, some of which wait for a push
# With the timeouts of config.yml a slow face_match ends as an error after 2 s. Here it shall be seen as what it is: slow.
INCIDENT_OPTIONS = ("-Ddw.modules.face_match.timeout=8s",)


def arguments():
    parser = argparse.ArgumentParser(prog="./run stack", description=__doc__.split("\n\n")[0])
    parser.add_argument("--for", dest="duration", type=seconds, metavar="DURATION", help="stop by itself, e.g. after 10m")
    parser.add_argument("--rate", type=float, default=4, help="verifications a second (4)")
    parser.add_argument("--incident", type=seconds, nargs="?", const=0.0, metavar="AFTER",
                        help="slow face_match, a wave of deepfakes and a failing batch, at once or after e.g. 5m")
    parser.add_argument("--batch-every", type=seconds, default=600.0, metavar="DURATION", help="from one batch run to the next (10m)")
    parser.add_argument("--env", type=pathlib.Path, metavar="FILE",
                        help="write the addresses to this file, for a shell to source, as soon as everything runs")
    parser.add_argument("--folder", type=pathlib.Path, help="keep logs, configurations and data here (a folder that is removed at the end)")
    parser.add_argument("--interval", type=int, help="seconds between scrapes and evaluations (those of prometheus.yml)")
    parser.add_argument("--scale", type=float, default=1.0, help="factor for all windows of the rules (1); see generate.py")
    parser.add_argument("--floor", type=float, default=5.0, help="seconds under which no window is scaled (5)")
    return parser.parse_args()


class Stack:
    """The parts that run, and what goes on between them."""

    def __init__(self, installation, options):
        self._installation = installation
        self._options = options
        self._traffic = None
        self._batch = None
        self._batches = 0
        self._next_batch = FIRST_BATCH
        self._disaster_due = options.incident is not None
        self._incident_began = False

    def start(self, with_grafana):
        self._installation.start_pushgateway()
        self._installation.start_simulator(options=("-Ddw.simulator.attackRatio=0", "-Xmx192m"))
        incident = self._options.incident is not None
        self._installation.start_gateway(options=("-Xmx384m", *(INCIDENT_OPTIONS if incident else ())))
        self._installation.start_alertmanager(self._options.scale)
        self._installation.start_prometheus(self._options.interval, self._options.scale, self._options.floor, RUNBOOKS)
        if with_grafana:
            self._installation.start_grafana()
        self._traffic = traffic.Traffic(
            self._installation.url("gateway"), self._installation.api_keys["backend"], traffic.ordinary(), self._options.rate)

    def tick(self, elapsed):
        """What is due after that many seconds."""
        incident = self._options.incident
        if incident is not None and elapsed >= incident and not self._incident_began:
            self._incident_began = True
            self._traffic.selfies = traffic.incident()
            if self._batches:
                self._next_batch = elapsed
            say("the incident begins: slow face_match, a wave of deepfakes; the next batch run fails")
        if self._batch is not None and self._batch.exit_code() is not None:
            say(f"batch run {self._batches} ended with exit code {self._batch.exit_code()}")
            self._batch = None
            if self._incident_began and self._disaster_due:
                self._next_batch = elapsed
        if self._batch is None and elapsed >= self._next_batch:
            self._start_batch()
            self._next_batch = elapsed + self._options.batch_every

    def _start_batch(self):
        self._batches += 1
        # The first run is a good one: an incident wants a success before it.
        disaster = self._incident_began and self._batches > 1
        folder = self._installation.folder
        manifest = traffic.write_manifest(
            traffic.disaster() if disaster else traffic.proof(), folder / f"manifest-{self._batches}.jsonl")
        push_interval = max(1000, int(PUSH_INTERVAL * self._options.scale))
        self._batch = self._installation.start_batch(
            f"batch-{self._batches}", manifest, folder / f"results-{self._batches}.jsonl", "--concurrency", "25", "--retries", "1",
            "--max-failures", "2%", options=("-Xmx192m", f"-Ddw.batch.push.interval={push_interval}ms"))
        self._disaster_due = self._disaster_due and not disaster

    def check(self):
        """Fails if a part that should run has ended."""
        ended = [each for each in self._installation.processes.dead() if not each.name.startswith("batch-")]
        if ended:
            raise Failure(f"{ended[0].name} ended with {ended[0].exit_code()}:\n{ended[0].last_words()}")


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def print_notification(notified):
    if notified.name != "Watchdog":
        state = "FIRING" if notified.firing else "resolved"
        say(f"{notified.receiver}: {state} {notified.name}: {notified.annotations['summary']}")
        if notified.firing:
            print(f"         runbook: {notified.annotations['runbook_url']}", flush=True)


def environment(installation):
    """What another shell needs."""
    return {
        "KYC_URL": installation.url("gateway"), "KYC_ADMIN_URL": installation.url("gateway-admin"),
        "KYC_API_KEY": installation.api_keys["backend"], "KYC_LIMITED_API_KEY": installation.api_keys["limited"],
        "METRICS_USERNAME": USERNAME, "METRICS_PASSWORD": installation.password, "PROMETHEUS_URL": installation.url("prometheus"),
        "ALERTMANAGER_URL": installation.url("alertmanager"), "PUSHGATEWAY_URL": installation.url("pushgateway"),
        "SIMULATOR_URL": installation.url("simulator"), "STACK_FOLDER": str(installation.folder)}


def write_environment(installation, path):
    text = "".join(f"{name}={shlex.quote(value)}\n" for name, value in environment(installation).items())
    aside = path.with_name(f"{path.name}.part")
    aside.touch(mode=0o600)
    aside.write_text(text)
    # Renamed: who waits for the file finds it whole.
    aside.rename(path)


def print_addresses(installation, with_grafana):
    rows = [("Prometheus", installation.url("prometheus")), ("Alertmanager", installation.url("alertmanager")),
            ("Pushgateway", installation.url("pushgateway")), ("gateway", installation.url("gateway")),
            ("its metrics", f"{installation.url('gateway-admin')}/metrics (user {USERNAME}, password in "
                            f"{installation.secrets}/kyc-gateway-password)"),
            ("modules", f"{installation.url('simulator')}/metrics"), ("logs", str(installation.folder)),
            ("Grafana", installation.url("grafana") if with_grafana else f"not found: {HOW_TO_GET['grafana']}; all else runs")]
    print()
    for name, where in rows:
        print(f"  {name:<13} {where}")
    print("\nNotifications are printed here as they arrive, the Watchdog's left out. Ctrl-C stops everything.\n", flush=True)


def run(options, folder, binaries):
    with_grafana = binaries["grafana"] is not None
    webhook = Webhook(print_notification)
    with Processes(folder) as processes, Installation(folder, processes, binaries, webhook) as installation:
        stack = Stack(installation, options)
        stack.start(with_grafana)
        if options.env:
            write_environment(installation, options.env)
        print_addresses(installation, with_grafana)
        start = time.monotonic()
        waiting = threading.Event()
        while options.duration is None or time.monotonic() - start < options.duration:
            stack.tick(time.monotonic() - start)
            stack.check()
            waiting.wait(0.5)


def main():
    options = arguments()
    obs = os.environ.get("KYC_OBS")
    binaries = find_binaries(("prometheus", "pushgateway", "alertmanager"), obs)
    binaries["grafana"] = find_binary("grafana", obs)
    kept = options.folder is not None
    if kept:
        options.folder.mkdir(parents=True, exist_ok=True)
        if any(options.folder.iterdir()):
            raise Failure(f"--folder {options.folder} is not empty")
    folder = options.folder.resolve() if kept else pathlib.Path(tempfile.mkdtemp(prefix="kyc-stack-"))
    try:
        with stopped_by_signals():
            try:
                print("stack: starting", flush=True)
                run(options, folder, binaries)
            except KeyboardInterrupt:
                pass
            print("stack: stopped", flush=True)
    finally:
        if options.env:
            options.env.unlink(missing_ok=True)
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"stack: {failure}")
