"""Faults of the re-verification, its Pushgateway and of notifying, in the order in which one leads to the next."""
import contextlib

import traffic
from faults import Alert, fault


@fault("no run since", [Alert.of("ReverificationNotSucceeding")])
def no_run(scene):
    # The one before was a success; now there is none for success_age.
    yield
    scene.batch.succeed()


@fault("the Pushgateway is down for some seconds of a run", [Alert.of("ReverificationPushFailing")])
def pushes_fail(scene):
    run = scene.batch.start_long()
    scene.pushgateway.stop()
    scene.wait_for_log(run, "push failed", times=1)
    scene.start_pushgateway()
    yield
    run.stop()
    scene.batch.succeed()


@fault("a run is killed", [Alert.of("ReverificationHeartbeatLost")])
def run_is_killed(scene):
    run = scene.batch.start_long()
    run.kill()
    yield
    scene.batch.finish_long()


@fault("a run gets no answer from any module", [Alert.of("ReverificationStuck")])
def run_is_stuck(scene):
    run = scene.batch.start_stuck()
    yield
    run.stop()
    scene.batch.succeed()


@fault("another program pushes one of our families with another type", [Alert.of("PushgatewayRejectingPushes", job="intruder")])
def rejected_pushes(scene):
    with scene.repeated(lambda: scene.push("intruder", "# TYPE kyc_reverification_shards counter\nkyc_reverification_shards 1\n"), every=1):
        yield
    scene.push("intruder", "# TYPE intruder gauge\nintruder 1\n")


@fault("a client pushes what cannot be parsed", [Alert.of("PushgatewayBadRequests")])
def bad_pushes(scene):
    with scene.repeated(lambda: scene.push("scribbler", "{unparsable\n"), every=0.5):
        yield


@fault("the Pushgateway restarts without its groups", [Alert.of("PushgatewayRestarted")])
def groups_are_lost(scene):
    scene.pushgateway.stop()
    scene.forget_groups()
    scene.start_pushgateway()
    yield
    scene.batch.succeed()


@fault("a run accepts impostors, rejects verified users and ends beyond its failure limit",
       [Alert.of("FarBreached"), Alert.of("FrrBreached"), Alert.of("ApcerNotDemonstrated", attack_type="deepfake"),
        Alert.of("ReverificationLastRunFailed"), Alert.of("ReverificationFailureShareHigh"),
        Alert.of("ReverificationFlipRateHigh")],
       silences=[Alert.of("FarNotDemonstrated")])
def disaster(scene):
    scene.batch.run(traffic.disaster(), exit_code=1)
    yield
    scene.batch.succeed()


@fault("a run has 50 impostors, all rejected: too few to show anything", [Alert.of("FarNotDemonstrated")])
def few_trials(scene):
    scene.batch.run(traffic.labelled_impostors(50))
    yield
    scene.batch.succeed()


@fault("the Pushgateway is stopped", [Alert.of("TargetDown", job="pushgateway")], silences=[Alert.of("FarEvidenceStale")])
def pushgateway_is_down(scene):
    # Evidence that grows old while the Pushgateway is down.
    scene.batch.run(traffic.labelled_impostors(50))
    scene.pushgateway.stop()
    yield
    scene.start_pushgateway()


@fault("no run with labels since", [Alert.of("FarEvidenceStale")])
def old_evidence(scene):
    yield
    scene.batch.run(traffic.labelled_impostors(50))


@fault("a run over the history has not the keys of its records", [Alert.of("ReverificationSkippedShareHigh")], needs="postgresql")
def keys_are_missing(scene):
    scene.batch.run_over_history(environment={"KYC_HISTORY_KEYS_FILE": str(scene.installation.secrets / "other-history-keys")})
    yield
    scene.batch.run_over_history()
    scene.batch.succeed()


@fault("a run over the history reaches no module", [Alert.of("ReverificationItemsStuck")], needs="postgresql")
def items_are_stuck(scene):
    # A port that is taken and has no listener.
    run, worker = scene.batch.start_over_history("--concurrency", "4", "--retries", "100", player="nowhere")
    yield
    worker.stop()
    scene.batch.run_over_history(run)
    scene.batch.succeed()


@fault("a worker pauses for longer than its lease, again and again", [Alert.of("ReverificationLeasesLost")], needs="postgresql")
def leases_are_lost(scene):
    # Modules that take their time: without verifications in flight nothing would be lost. The first worker pushes for both.
    options = ("-Ddw.batch.lease=2s",)
    run, pushing = scene.batch.start_over_history("--concurrency", "4", options=options, player="simulator", records=20_000)
    pausing = scene.batch.join(run, "--concurrency", "40", options=options, player="simulator")

    with scene.standing_still(pausing, seconds=3.5, every=1.5):
        yield
    pausing.stop()
    pushing.stop()
    scene.batch.succeed()


@fault("the watchdog's address refuses", [Alert.of("NotificationsFailing")])
def webhook_refuses(scene):
    with scene.webhook.refusing("watchdog"):
        yield


@fault("nothing", [Alert.of("Watchdog")])
def nothing(scene):
    with contextlib.nullcontext():
        yield


STEPS = (
    (no_run,),
    (pushes_fail,),
    (run_is_killed,),
    (run_is_stuck,),
    (rejected_pushes, bad_pushes),
    (groups_are_lost,),
    (disaster,),
    (few_trials,),
    (pushgateway_is_down,),
    (old_evidence,),
    (keys_are_missing,),
    (items_are_stuck,),
    (leases_are_lost,),
)
MONITORING_STEPS = ((nothing,), (webhook_refuses,))
