"""Where faults are caused: an installation with ordinary traffic, and what can be done to it."""
import base64
import collections
import contextlib
import itertools
import json
import os
import threading
import time
import urllib.request

import traffic
from installation import MODULES, USERNAME
from postgres import find_postgres
from processes import Failure, fetch

# Windows are a hundredth of the real ones and no shorter than 5 s; scrapes and evaluations come every second.
SCALE, FLOOR, INTERVAL = 0.01, 5, 1
# What a hundredth would not make fit for a drill, and why.
SETTINGS = {
    "absent_for": "15s",         # a Prometheus that starts finds its first targets after 5 s
    "burn_min": 20,              # a few errors shall reach HighErrorRate alone; the page about the budget would silence it
    "module_for": "8s",          # after target_down_for, as in production, where the floor makes both 5 s
    "heartbeat_age": "10s",      # five pushes of the drill's batch; a real one pushes every 15 s
    "success_age": "70s",        # a run a minute
    "evidence_hold": "5s",       # else an alert stands for minutes after its cause
    "far_evidence_age": "45s",  # longer than from one run with labels to the next, on a busy machine, too
    "traffic_day": "60s",        # a day that the drill has time to see
    "purge_age": "75s",          # the gateway purges at least once a minute, here too
    "history_commit_share": 0.2,  # a busy machine's pauses reach 1 % of six seconds' commits, and are no fault of the drill
    "history_write_window": "10s",  # a burst every four seconds must be in it, whatever the scrapes' moments
}
RATE = 30  # ordinary verifications a second
JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m")
# Room for verifications slower than the objective, which config.yml's timeouts would end before, and not for many of them. The other
# modules have time for a busy machine's pauses, which are no fault of the drill.
GATEWAY_OPTIONS = (
    "-Ddw.pipeline.deadline=12s", "-Ddw.modules.face_match.timeout=11s", "-Ddw.pipeline.maxConcurrent=150",
    *(f"-Ddw.modules.{module}.timeout=5s" for module in MODULES if module != "face_match"))
BATCH_PLAYER = "batch-modules"
# Attacks come from the traffic, not by chance.
SIMULATOR_OPTIONS = ("-Ddw.simulator.attackRatio=0",)
AT_ONCE = tuple(f"-Ddw.simulator.modules.{module}.median=0s" for module in MODULES)
WARM_UP = 300  # verifications
LONG_AGO = 80  # seconds of traffic that no_traffic compares with


class Scene:
    """All processes of the drill but those that a fault stops for a while."""

    def __init__(self, installation, webhook):
        self.installation = installation
        self.webhook = webhook
        self.batch = Batch(self)
        self.gateway = self.antifraud = self.pushgateway = self.postgres = None
        self._traffic = None
        self._traffic_since = 0.0
        self._answered = collections.Counter()
        installation.players["antifraud"] = "antifraud"

    def start(self):
        """Everything, with a warm gateway before the first scrape: a cold one's latency is no part of the drill."""
        self.start_pushgateway()
        self.installation.start_simulator("simulator", SIMULATOR_OPTIONS)
        self.installation.start_simulator(BATCH_PLAYER, (*SIMULATOR_OPTIONS, *AT_ONCE))
        self.start_antifraud()
        binaries = find_postgres(self.installation.folder, os.environ.get("KYC_OBS"))
        if binaries:
            self.postgres = self.installation.start_postgres(binaries)
        self.start_gateway()
        self._warm_up()
        # Longer than what an alert with more events to wait for comes later than the one that it silences.
        self.installation.start_alertmanager(SCALE, wait_scale=0.2)
        self.installation.start_prometheus(INTERVAL, SCALE, FLOOR, SETTINGS, options=("--rules.alert.resend-delay=1s",))
        self._traffic = traffic.Traffic(
            self.installation.url("gateway"), self.installation.api_keys["backend"], traffic.ordinary(), RATE, self._count, most=500)
        self._traffic_since = time.monotonic()

    def _warm_up(self):
        answered = []
        warming = traffic.Traffic(
            self.installation.url("gateway"), self.installation.api_keys["backend"], itertools.repeat("sim://genuine"), RATE,
            on_answer=lambda _, answer: answered.append(answer.status))
        end = time.monotonic() + 60
        while len(answered) < WARM_UP or set(answered[-WARM_UP // 2:]) != {200}:
            if time.monotonic() > end:
                raise Failure(f"the gateway does not get warm: of the last answers {answered[-WARM_UP // 2:].count(200)} are 200")
            time.sleep(0.2)
        warming.stop()

    def present(self):
        """What faults may need, as text: the gateway's metrics, and postgresql if verifications are kept there."""
        return self.installation.scrape() + ("\npostgresql\n" if self.postgres else "")

    def start_pushgateway(self):
        self.pushgateway = self.installation.start_pushgateway()

    def start_antifraud(self):
        self.antifraud = self.installation.start_simulator("antifraud", SIMULATOR_OPTIONS)

    def start_gateway(self, simulated=False):
        environment = {"KYC_SIMULATOR": "true", **dict.fromkeys(self.installation.module_urls(), "")} if simulated else {}
        self.gateway = self.installation.start_gateway(GATEWAY_OPTIONS, environment)

    # --- Traffic ---

    @contextlib.contextmanager
    def ordinary_traffic_is(self, *selfies):
        """Within it all ordinary traffic is one of those, in turn."""
        ordinary, self._traffic.selfies = self._traffic.selfies, itertools.cycle(selfies)
        try:
            yield
        finally:
            self._traffic.selfies = ordinary

    @contextlib.contextmanager
    def without_traffic(self):
        self._traffic.paused.set()
        try:
            yield
        finally:
            self._traffic.paused.clear()

    def _count(self, selfie, answer):
        if answer.outcome:
            self._answered[selfie] += 1

    def wait_for_answers(self, selfie, count, patience=60):
        """Waits until that many more verifications of that selfie have an outcome."""
        enough = self._answered[selfie] + count
        end = time.monotonic() + patience
        while self._answered[selfie] < enough:
            if time.monotonic() > end:
                raise Failure(f"only {self._answered[selfie]} of {enough} verifications of {selfie} in {patience} s")
            time.sleep(0.1)

    def wait_for_history(self):
        self.pause(max(0.0, self._traffic_since + LONG_AGO - time.monotonic()))

    @staticmethod
    def pause(seconds):
        time.sleep(seconds)

    @contextlib.contextmanager
    def repeated(self, action, every):
        """Within it the action is done over and over."""
        stopping = threading.Event()

        def repeat():
            while not stopping.wait(every):
                action()

        repeating = threading.Thread(target=repeat, daemon=True)
        repeating.start()
        try:
            yield
        finally:
            stopping.set()
            repeating.join()

    def standing_still(self, process, seconds, every):
        """Within it the process is frozen for so long, over and over."""
        def once():
            process.freeze()
            self.pause(seconds)
            process.thaw()

        return self.repeated(once, every)

    def guess_password(self):
        credentials = base64.b64encode(f"{USERNAME}:password".encode()).decode()
        fetch(f"{self.installation.url('gateway-admin')}/metrics", Authorization=f"Basic {credentials}")

    # --- The Pushgateway ---

    def push(self, job, text):
        """A push by another program; refused or not."""
        request = urllib.request.Request(
            f"{self.installation.url('pushgateway')}/metrics/job/{job}", data=text.encode(), method="PUT")
        try:
            with urllib.request.urlopen(request, timeout=5):
                pass
        except (OSError, urllib.error.URLError):
            # A push that is inconsistent gets no answer at all, only a closed connection.
            pass

    def forget_groups(self):
        (self.installation.folder / "pushgateway.data").unlink(missing_ok=True)

    def wait_for_log(self, process, text, times=1, patience=60):
        end = time.monotonic() + patience
        while process.log.read_text().count(text) < times:
            if time.monotonic() > end or process.exit_code() is not None:
                raise Failure(f"{process.name} has not logged {text!r}:\n{process.last_words()}")
            time.sleep(0.2)

    # --- What Alertmanager knows ---

    def known_alerts(self):
        """Labels and status of each alert that fires."""
        status, body = fetch(f"{self.installation.url('alertmanager')}/api/v2/alerts")
        if status != 200:
            raise Failure(f"Alertmanager answers {status}")
        return [(each["labels"], each["status"]) for each in json.loads(body)]


class Batch:
    """The re-verification, as its scheduler runs it."""

    def __init__(self, scene):
        self._scene = scene
        self._runs = 0
        self._long = None

    def succeed(self):
        """A run like any other night's."""
        self.run(traffic.stored(250))

    def run(self, manifest, exit_code=0):
        """A run to its end."""
        process = self._start(manifest, "--concurrency", "20", "--max-failures", "2%", *(("--retries", "0") if exit_code else ()))
        ended = process.wait(120)
        if ended != exit_code:
            raise Failure(f"{process.name} ended with {ended} instead of {exit_code}:\n{process.last_words()}")

    def start_long(self):
        """A run of minutes, once it has pushed."""
        self._long = traffic.stored(3000)
        return self._pushed(self._start(self._long, "--concurrency", "4", "--rate", "100"))

    def finish_long(self):
        """The same command again, for the rest of its records."""
        self._runs -= 1
        self.run(self._long)

    def start_stuck(self):
        return self._pushed(self._start(traffic.stalled(50), "--concurrency", "4", "--retries", "100"))

    def run_over_history(self, run=None, environment=None):
        """A run over kept verifications to its end, or a worker that ends one. Its modules answer at once."""
        run, worker = self._start_over_history(run, BATCH_PLAYER, 150, "--concurrency", "20", environment=environment)
        ended = worker.wait(120)
        if ended:
            raise Failure(f"{worker.name} ended with {ended}:\n{worker.last_words()}")

    def start_over_history(self, *options, player, records=150, **more):
        """A run over kept verifications, once it has pushed: its name and its first worker.

        player: which simulator plays the modules; none if it was never started
        records: how many at most
        """
        run, worker = self._start_over_history(None, player, records, *options, **more)
        return run, self._pushed(worker)

    def join(self, run, *options, player, **more):
        """Another worker of a run."""
        return self._start_over_history(run, player, 0, *options, **more)[1]

    def _start_over_history(self, run, player, records, *arguments, options=(), environment=None):
        self._runs += 1
        selection = () if run else ("--select", "--status", "VERIFIED", "--limit", str(records))
        run = run or f"run-{self._runs}"
        installation = self._scene.installation
        return run, installation.start_worker(
            f"worker-{self._runs}", run, *selection, "--max-failures", "100%", *arguments,
            options=("-Ddw.batch.push.interval=2s", *options),
            environment={**installation.module_urls(player), **(environment or {})})

    def _start(self, manifest, *options):
        self._runs += 1
        name = f"batch-{self._runs}"
        folder = self._scene.installation.folder
        path = traffic.write_manifest(manifest, folder / f"{name}.jsonl")
        return self._scene.installation.start_batch(
            name, path, folder / f"{name}-results.jsonl", *options, options=("-Ddw.batch.push.interval=2s",),
            environment=self._scene.installation.module_urls(BATCH_PLAYER))

    def _pushed(self, process):
        began = time.time()
        end = time.monotonic() + 60
        while self._last_start() < began - 5:
            if time.monotonic() > end or process.exit_code() is not None:
                raise Failure(f"{process.name} has not pushed:\n{process.last_words()}")
            time.sleep(0.1)
        return process

    def _last_start(self):
        """Seconds since 1970; 0 if no run has pushed."""
        _, body = fetch(f"{self._scene.installation.url('pushgateway')}/metrics")
        name = "kyc_reverification_last_start_timestamp_seconds{"
        return max((float(line.rsplit(" ", 1)[1]) for line in body.splitlines() if line.startswith(name)), default=0.0)
