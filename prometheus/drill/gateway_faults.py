"""Faults of the gateway, its modules and its traffic. Those of one step happen at the same time; steps follow each other."""
import contextlib
import itertools

import traffic
from faults import Alert, fault

# Verifications slower than the objective; the drill's gateway allows them (scene.GATEWAY_OPTIONS). Of one length they would come and go
# in waves: none admitted for seconds, and then none refused.
SLOW = tuple(f"sim://slow/face_match/{millis}" for millis in (8300, 10300, 9100, 8700, 9900, 9500))


# Slower than usual, and faster than the objective.
WITHIN = ("sim://slow/face_match/3000",)


@contextlib.contextmanager
def sending(scene, rate, *selfies, key="backend"):
    """More traffic of that kind, beside the ordinary."""
    more = traffic.Traffic(
        scene.installation.url("gateway"), scene.installation.api_keys[key], itertools.cycle(selfies), rate, most=400)
    try:
        yield
    finally:
        more.abandon()


@fault("about 3 % of verifications end in ERROR", [Alert.of("HighErrorRate")])
def few_errors(scene):
    # Fewer than burn_min in an hour, or else the page about the budget silences this ticket.
    with sending(scene, 0.8, "sim://error/ocr"):
        yield


@fault("ocr answers 500 to a third of all calls",
       [Alert.of("AvailabilityBudgetBurn", window="1h"), Alert.of("AvailabilityBudgetBurn", window="6h"),
        Alert.of("ModuleFailing", module="ocr")],
       silences=[Alert.of("HighErrorRate")])
def ocr_fails(scene):
    with sending(scene, 15, "sim://error/ocr"):
        yield


@fault("ocr answers nothing but 500", [Alert.of("ModuleCircuitOpen", module="ocr")])
def ocr_is_broken(scene):
    with scene.ordinary_traffic_is("sim://error/ocr"):
        yield


@fault("face_match takes 8 to 10 s, and more requests come than there is room for",
       [Alert.of("HighVerificationLatency"), Alert.of("LatencyBudgetBurn", window="1h"), Alert.of("RequestsShed")],
       silences=[Alert.of("RequestsShedElevated")])
def slow_and_full(scene):
    with scene.ordinary_traffic_is(*SLOW):
        yield


@fault("face_match takes 3 s, within the objective", [Alert.of("VerificationLatencyElevated")])
def slow_within_the_objective(scene):
    with scene.ordinary_traffic_is(*WITHIN):
        yield


@fault("a wave of deepfakes", [Alert.of("SpoofingSpike", attack_type="deepfake")], silences=[Alert.of("SpoofingShareHigh")])
def deepfakes(scene):
    with sending(scene, 6, "sim://attack/deepfake"):
        yield


@fault("more attacks of each kind, no wave of one", [Alert.of("SpoofingShareHigh")])
def attacks_of_all_kinds(scene):
    with sending(scene, 4, *(f"sim://attack/{attack}" for attack in traffic.ATTACKS)):
        yield


@fault("liveness reports an unknown attack type", [Alert.of("MetricLabelOverflow")])
def unknown_attack(scene):
    with sending(scene, 0.5, "sim://attack/hologram"):
        yield


@fault("a client tries passwords on the admin connector", [Alert.of("AdminPasswordGuessing")])
def password_guessing(scene):
    with scene.repeated(scene.guess_password, every=0.1):
        yield


@fault("half of all verifications come out unclear", [Alert.of("ManualReviewShareHigh")])
def unclear(scene):
    with sending(scene, 60, "sim://review"):
        yield


@fault("antifraud answers 500 to a third of all calls",
       [Alert.of("VerificationsDegraded", module="antifraud"), Alert.of("ModuleFailing", module="antifraud")])
def antifraud_fails(scene):
    with sending(scene, 15, "sim://error/antifraud"):
        yield


@fault("antifraud is stopped", [Alert.of("TargetDown", job="kyc-modules", module="antifraud")],
       silences=[Alert.of("ModuleFailing", module="antifraud"), Alert.of("VerificationsDegraded", module="antifraud"),
                 Alert.of("ModuleCircuitOpen", module="antifraud")])
def antifraud_is_down(scene):
    scene.antifraud.stop()
    yield
    scene.start_antifraud()


@fault("a client without exemption sends 40 requests a second", [Alert.of("RateLimitSurge", reason="ip_limit")],
       needs="kyc_rate_limit_decisions_total")
def flood(scene):
    with sending(scene, 40, "sim://genuine", key="limited"):
        yield


@fault("PostgreSQL is killed", [Alert.of("HistoryUnavailable")], needs="postgresql")
def database_is_killed(scene):
    scene.postgres.kill()
    yield
    scene.postgres.start()


@fault("PostgreSQL hangs", [Alert.of("HistoryUnavailable")], needs="postgresql")
def database_hangs(scene):
    scene.postgres.freeze()
    yield
    scene.postgres.thaw()


@fault("PostgreSQL stands still for half a second, again and again", [Alert.of("HistoryCommitsSlow")], needs="postgresql")
def commits_are_slow(scene):
    # Too short for the gateway to take it for unavailable, which half of history.commitTimeout is.
    with scene.standing_still(scene.postgres, seconds=0.45, every=0.3):
        yield


@fault("PostgreSQL stands still for longer than a record may wait, again and again", [Alert.of("HistoryWritesFailing")], needs="postgresql")
def writes_fail(scene):
    # Between two of them the gateway takes it for available for most of the time, or the page about that would silence this ticket.
    with scene.standing_still(scene.postgres, seconds=2.4, every=2):
        yield


@fault("the purge may not read a table", [Alert.of("HistoryPurgeNotSucceeding")], needs="postgresql")
def purge_fails(scene):
    scene.postgres.execute("ALTER TABLE reverification_run RENAME TO elsewhere")
    yield
    scene.postgres.execute("ALTER TABLE elsewhere RENAME TO reverification_run")


@fault("no request reaches the gateway", [Alert.of("VerificationTrafficAbsent")])
def no_traffic(scene):
    # Compared with what was there a day before, which the drill's day of a minute must have seen.
    scene.wait_for_history()
    with scene.without_traffic():
        yield


@fault("the gateway is stopped", [Alert.of("GatewayDown")],
       silences=[Alert.of("TargetDown", job="kyc-gateway"), Alert.of("ManualReviewShareHigh")])
def gateway_is_down(scene):
    # A symptom that shows only once the gateway is known to be down, from its last scrapes.
    with scene.ordinary_traffic_is("sim://review"):
        scene.wait_for_answers("sim://review", 150)
        scene.gateway.stop()
        yield
    scene.start_gateway()


@fault("the gateway runs with simulated modules", [Alert.of("SimulatorInProduction")])
def simulator(scene):
    scene.gateway.stop()
    scene.start_gateway(simulated=True)
    yield
    scene.gateway.stop()
    scene.start_gateway()


STEPS = (
    # First, while no error of another fault is in the long windows: those would page, which silences HighErrorRate.
    (few_errors,),
    (slow_within_the_objective,),
    (slow_and_full,),
    (deepfakes,),
    # Alertmanager has forgotten few_errors by now; to a group that it knows it adds an alert without waiting for the page.
    (ocr_fails,),
    (ocr_is_broken,),
    (attacks_of_all_kinds, unknown_attack, password_guessing),
    (antifraud_fails, unclear),
    (antifraud_is_down,),
    (flood,),
    (commits_are_slow,),
    (writes_fail,),
    (database_is_killed,),
    (database_hangs,),
    (no_traffic,),
    (gateway_is_down,),
    (simulator,),
)
