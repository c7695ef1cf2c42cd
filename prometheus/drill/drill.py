#!/usr/bin/python3
"""The fire drill: real processes, the repository's rules with short windows, a fault, and the wait for its notification.

For each fault it reports how long the notification took to reach a webhook, and how long its resolve took once the fault was gone.
Alerts that the fault must not send, because another one inhibits them, are checked too. Before the faults, ordinary traffic and a
batch run must notify nothing but Watchdog. Exit code 1: something did not come, or came that should not.
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile
import threading
import time

import batch_faults
import configs
import gateway_faults
from installation import Installation
from postgres import HOW_TO_GET
from processes import Failure, Processes, find_binaries, seconds, stopped_by_signals
from scene import JVM, Scene
from webhook import Webhook

PATIENCE = 120  # seconds for each notification and each resolve; purge_age with what comes on top takes up to 90
TRACKS = {"gateway": gateway_faults.STEPS, "batch": batch_faults.STEPS, "monitoring": batch_faults.MONITORING_STEPS}
FAST = (gateway_faults.few_errors, gateway_faults.deepfakes, batch_faults.no_run)
QUIET = 45.0  # seconds; longer than an hour's window and a batch run


class Row:
    """The result of one alert under one fault."""

    def __init__(self, alert, fault):
        self.alert = alert
        self.fault = fault
        self.notified = None
        self.resolved = None
        self.problem = None

    def cells(self):
        if self.problem:
            return str(self.alert), self.fault.title, f"**{self.problem}**", ""
        if self.alert in self.fault.silences:
            return str(self.alert), self.fault.title, "silenced", ""
        resolved = "never" if self.alert.name == "Watchdog" else f"{self.resolved:.0f}"
        return str(self.alert), self.fault.title, f"{self.notified:.0f}", resolved


class Run:
    """One fault after the other, and their results."""

    def __init__(self, scene):
        self._scene = scene
        self._webhook = scene.webhook
        self.rows = []

    def step(self, faults):
        """Faults at the same time."""
        threads = [threading.Thread(target=self._try, args=(each,), daemon=True) for each in faults]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _try(self, fault):
        rows = {alert: Row(alert, fault) for alert in fault.notifies + fault.silences}
        self.rows += rows.values()
        try:
            self._cause(fault, rows)
        except Failure as failure:
            for row in rows.values():
                row.problem = row.problem or "no: the fault could not be caused"
            say(f"{fault.title}: {failure}")
        for row in rows.values():
            say("  ".join(cell for cell in row.cells() if cell))

    def _cause(self, fault, rows):
        self._wait_until_silent(rows)
        entered = time.monotonic()
        with fault.cause(self._scene):
            caused = time.monotonic()
            for alert in fault.notifies:
                notified = self._wait(alert, True, entered, caused + PATIENCE)
                if notified is None:
                    rows[alert].problem = f"no notification in {PATIENCE} s"
                else:
                    rows[alert].notified = max(0.0, notified.at - caused)
            for alert in fault.silences:
                rows[alert].problem = self._why_not_silenced(alert, entered, caused + PATIENCE)
            leaving = time.monotonic()
        gone = time.monotonic()
        for alert in fault.notifies:
            if rows[alert].problem or alert.name == "Watchdog":
                continue
            notified = self._wait(alert, False, leaving, gone + PATIENCE)
            if notified is None:
                rows[alert].problem = f"no resolve in {PATIENCE} s"
            else:
                rows[alert].resolved = max(0.0, notified.at - gone)

    def _wait_until_silent(self, rows):
        """An alert that still fires for an earlier fault would not be notified again."""
        end = time.monotonic() + PATIENCE
        while any(alert.matches(labels) for labels, _ in self._scene.known_alerts() for alert in rows if alert.name != "Watchdog"):
            if time.monotonic() > end:
                raise Failure("one of its alerts fires already, and does not stop")
            time.sleep(0.5)

    def _wait(self, alert, firing, since, until):
        return self._webhook.wait(
            lambda notified: notified.at >= since and notified.firing == firing and alert.matches(notified.labels), until)

    def _why_not_silenced(self, alert, since, until):
        """None if it fires, is inhibited and was not notified."""
        while time.monotonic() < until:
            if self._wait(alert, True, since, 0):
                return "notified, though another alert should silence it"
            states = [status for labels, status in self._scene.known_alerts() if alert.matches(labels)]
            if any(status["inhibitedBy"] for status in states):
                return None
            time.sleep(0.5)
        return f"not firing within {PATIENCE} s, so nothing to silence"


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def table(rows):
    lines = [("alert", "fault caused", "seconds to notification", "seconds to resolve"), ("---",) * 4]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines + [row.cells() for row in rows])


def quiet(scene, duration):
    """Ordinary traffic and a batch run; what it notified but Watchdog."""
    since = time.monotonic()
    say(f"quiet: {duration:.0f} s of ordinary traffic and a batch run")
    scene.batch.succeed()
    time.sleep(max(0.0, since + duration - time.monotonic()))
    noise = sorted({notified.name for notified in scene.webhook.notifications() if notified.name != "Watchdog"})
    say(f"quiet: notified {', '.join(noise) or 'nothing but Watchdog'}")
    return noise


def chosen(wanted, present):
    """Tracks of steps with the faults that are wanted; and those left out, because what they need is not there."""
    tracks, absent = {}, []
    for track, steps in TRACKS.items():
        picked = [[each for each in step if wanted(each)] for step in steps]
        absent += [each for step in picked for each in step if each.needs and each.needs not in present]
        possible = [[each for each in step if each not in absent] for step in picked]
        tracks[track] = [step for step in possible if step]
    return tracks, absent


def coverage():
    """Alerts that the drill causes, and those that only the rule tests hold."""
    causes = {alert.name for steps in TRACKS.values() for step in steps for each in step for alert in each.notifies + each.silences}
    rules = {rule["alert"] for path in sorted((configs.PROMETHEUS / "rules").glob("*.yml"))
             for group in configs.load(path)["groups"] for rule in group["rules"] if "alert" in rule}
    return causes, rules - causes


def arguments():
    parser = argparse.ArgumentParser(prog="./run drill", description=__doc__.split("\n\n")[0])
    parser.add_argument("alerts", nargs="*", metavar="ALERT", help="only the faults that cause these")
    parser.add_argument("--fast", action="store_true", help="the quiet part and three faults, in two minutes")
    parser.add_argument("--quiet", type=seconds, metavar="DURATION", help=f"of ordinary traffic before the faults ({QUIET:.0f}s)")
    parser.add_argument("--list", action="store_true", help="list the alerts that it can cause and those that it cannot")
    parser.add_argument("--folder", type=pathlib.Path, help="keep logs, configurations and data here (a folder that is removed at the end)")
    return parser.parse_args()


def drill(wanted, asked, quiet_seconds, folder, binaries):
    """asked: whether the faults were named on the command line, and must then run"""
    webhook = Webhook()
    with Processes(folder) as processes, Installation(folder, processes, binaries, webhook, JVM) as installation:
        say("starting")
        scene = Scene(installation, webhook)
        scene.start()
        tracks, absent = chosen(wanted, scene.present())
        noise = quiet(scene, quiet_seconds)
        run = Run(scene)
        threads = [threading.Thread(target=lambda steps=steps: [run.step(step) for step in steps], daemon=True)
                   for steps in tracks.values()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(f"\n{table(run.rows)}\n")
    for each in absent:
        how = f" ({HOW_TO_GET})" if each.needs == "postgresql" else ""
        print(f"left out, there is no {each.needs}{how}: {', '.join(map(str, each.notifies))}")
    failed = [row for row in run.rows if row.problem]
    print(f"{len(run.rows) - len(failed)} of {len(run.rows)} as they should be; the quiet part notified {', '.join(noise) or 'nothing'}")
    return 1 if failed or noise or (asked and absent) else 0


def main():
    options = arguments()
    causes, others = coverage()
    if options.list:
        print("causes:", *sorted(causes), sep="\n  ")
        print("left to the rule tests:", *sorted(others), sep="\n  ")
        return 0
    unknown = sorted(set(options.alerts) - causes)
    if unknown:
        raise Failure(f"causes no {', '.join(unknown)}; --list lists what it can cause")
    binaries = find_binaries(("prometheus", "pushgateway", "alertmanager"), os.environ.get("KYC_OBS"))
    kept = options.folder is not None
    folder = options.folder.resolve() if kept else pathlib.Path(tempfile.mkdtemp(prefix="kyc-drill-"))
    folder.mkdir(parents=True, exist_ok=True)
    names = set(options.alerts)
    if options.fast:
        wanted = FAST.__contains__
    else:
        def wanted(fault):
            return not names or fault.concerns(names)
    started = time.monotonic()
    try:
        with stopped_by_signals():
            code = drill(wanted, bool(names), QUIET if options.quiet is None else options.quiet, folder, binaries)
        print(f"{time.monotonic() - started:.0f} s")
        return code
    except KeyboardInterrupt:
        return 130
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"drill: {failure}")
