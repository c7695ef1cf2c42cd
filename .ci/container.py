#!/usr/bin/env python3
"""Runs the gateway as its image would: the Dockerfile's own build step, entry point, user and health check, everything read-only, /tmp too.
Before it, where there is a PostgreSQL, the migration of its schema, as compose.yaml does.

usage: container.py DOCKERFILE APP    APP holds kyc-gateway.jar, config.yml, aot-cache.sh, password and keys.json; needs root
"""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "prometheus" / "drill"))
from postgres import USER, Postgres, find_postgres  # noqa: E402
from processes import Processes, listens  # noqa: E402

dockerfile, app = open(sys.argv[1]).read().replace("\\\n", " "), sys.argv[2]
stage = dockerfile[dockerfile.index("AS gateway"):dockerfile.index("AS batch")]
step = re.search(r"^RUN (.*)$", stage, re.MULTILINE).group(1)
user, group = re.search(r"^USER (\d+):(\d+)$", dockerfile, re.MULTILINE).groups()
entry = json.loads(re.search(r"^ENTRYPOINT (.*)$", stage, re.MULTILINE).group(1))
command = json.loads(re.search(r"^CMD (.*)$", stage, re.MULTILINE).group(1))
health = json.loads(re.search(r"^HEALTHCHECK .*CMD (.*)$", stage, re.MULTILINE).group(1))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


environment = {
    "PATH": os.environ["PATH"],
    "KYC_SIMULATOR": "true",
    "KYC_PORT": free_port(),
    "KYC_ADMIN_PORT": free_port(),
    "KYC_SHUTDOWN_WAIT": "0s",
    "METRICS_PASSWORD_FILE": "password",
    "API_KEYS_FILE": "keys.json",
}
if "JAVA_HOME" in os.environ:
    environment["PATH"] = os.environ["JAVA_HOME"] + "/bin:" + environment["PATH"]
subprocess.run(["bash", "-c", step], cwd=app, env={"PATH": environment["PATH"]}, check=True)
# The app's folder lies below the old /tmp, which the new one hides: it is bind-mounted on /mnt.
confined = (
    'mount --bind "$1" /mnt && shift && mount -o remount,bind,ro /mnt'
    " && for m in $(awk '$3 !~ /^(proc|sysfs|devtmpfs|devpts|cgroup2?|mqueue)$/ {print $2}' /proc/mounts); do"
    '   mount -o remount,bind,ro "$m" 2>/dev/null || true; done'
    " && mount -t tmpfs -o ro tmpfs /tmp && cd /mnt"
    ' && ! touch /var/probe 2>/dev/null && exec setpriv --reuid "$1" --regid "$2" --clear-groups --no-new-privs --bounding-set=-all'
    " -- env -i $ENVIRONMENT $COMMAND"
)
quoted = lambda words: " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)


def start(words):
    script = confined.replace("$ENVIRONMENT", quoted(f"{key}={value}" for key, value in environment.items()))
    return subprocess.Popen(
        ["unshare", "-m", "sh", "-c", script.replace("$COMMAND", quoted(entry + words)), "sh", app, user, group],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def check_writes(output):
    if re.search(r"Read-only file system|Permission denied|UnsatisfiedLink", output):
        sys.exit("it tried to write:\n" + output)


def migrate():
    migration = start(["db", "migrate", "config.yml"])
    output, _ = migration.communicate(timeout=300)
    if migration.returncode != 0:
        sys.exit(f"db migrate ends with {migration.returncode}:\n{output}")
    check_writes(output)


def run():
    process = start(command)
    try:
        check(process)
    finally:
        if process.poll() is None:
            process.kill()


def check(process):
    deadline = time.monotonic() + 300
    # The health check asks a port; that the port is this process's own must be asked of the process.
    while subprocess.run(health, env=environment, capture_output=True).returncode != 0 or \
            listens(process.pid, int(environment["KYC_PORT"])) is False:
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            sys.exit("it does not become healthy:\n" + process.stdout.read())
        time.sleep(0.5)
    status = dict(line.split(":", 1) for line in open(f"/proc/{process.pid}/status"))
    if status["Uid"].split()[0] != user:
        sys.exit("it runs as user " + status["Uid"])
    if "/kyc-gateway.aot" not in open(f"/proc/{process.pid}/maps").read():
        sys.exit("it does not use its AOT cache")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=300)
    # 128 + 15: a JVM's exit code after an orderly shutdown on SIGTERM.
    if process.returncode != 143:
        sys.exit(f"SIGTERM ends it with {process.returncode}:\n{output}")
    check_writes(output)


with tempfile.TemporaryDirectory(prefix="kyc-container-") as folder, Processes(folder) as processes:
    folder = pathlib.Path(folder)
    binaries = find_postgres(folder)
    if binaries:
        postgres = Postgres(processes, binaries, folder, int(free_port()))
        postgres.start()
        environment.update(KYC_DATABASE_URL=postgres.url, KYC_DATABASE_USER=USER)
        migrate()
        environment.update(KYC_HISTORY_KEYS_FILE="history-keys")
    else:
        print("SKIP  the migration: no PostgreSQL available")
    run()
