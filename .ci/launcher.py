#!/usr/bin/env python3
"""Checks ./run in a folder with a blank in its name: ports that are taken, what it announces, paths relative to its caller.

usage: launcher.py    the jars must be built; takes java from JAVA_HOME or PATH
"""
import contextlib
import datetime
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from patience import PATIENT

ROOT = pathlib.Path(__file__).resolve().parent.parent
JARS = ("service/target/kyc-gateway.jar", "batch-reverify/target/kyc-batch-reverify.jar")
PATIENCE = 300  # seconds


class Ready(http.server.BaseHTTPRequestHandler):
    """Another service that calls itself ready."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status":"UP"}')

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def other_service(port=0):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Ready)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield str(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def require(holds, what, output=""):
    if not holds:
        sys.exit(f"launcher.py: {what}\n{output}")


def ok(text):
    print(f"ok    {text}", flush=True)


def copy_project(folder):
    """All of the project but its state and what was built, except the jars."""
    built = {pathlib.Path(jar).name for jar in JARS}

    def ignored(parent, names):
        if pathlib.Path(parent).name == "target":
            return [name for name in names if name not in built]
        return [name for name in names if name in (".git", ".run")]

    for jar in JARS:
        require((ROOT / jar).is_file(), f"{jar} is not built")
    shutil.copytree(ROOT, folder, ignore=ignored)


class Project:
    def __init__(self, folder):
        self.folder = folder
        self.run = folder / "run"
        self.env = folder / ".run" / "env"

    def start(self, *arguments, cwd=None, **settings):
        environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME") if key in os.environ}
        # Short-lived JVMs start sooner without the second compiler.
        environment["JAVA_OPTS"] = " ".join(("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", *PATIENT))
        return subprocess.Popen([str(self.run), *arguments], cwd=cwd or self.folder, env={**environment, **settings}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def output(self, process):
        try:
            return process.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired:
            # ./run forwards SIGTERM to the JVM, which would otherwise outlive it.
            process.terminate()
            return process.communicate()[0] + "\n(it did not end by itself)"


def announces(output):
    return "curl" in output or "answers on" in output


def refuses_a_taken_port(project):
    for taken in ("KYC_PORT", "KYC_ADMIN_PORT"):
        with other_service() as port:
            process = project.start(**{"KYC_PORT": free_port(), "KYC_ADMIN_PORT": free_port(), taken: port})
            output = project.output(process)
        require(process.returncode not in (0, None), f"it ends with {process.returncode} though {taken} is taken", output)
        require(len(output.splitlines()) == 1 and port in output and taken in output, f"no single line about {taken}", output)
        require(not project.env.exists(), "it writes .run/env of a gateway that does not run")
    ok("a port that is taken: one line with port and variable, nothing announced, a non-zero exit code")


def java():
    return shutil.which("java", path=os.path.join(os.environ["JAVA_HOME"], "bin") if os.environ.get("JAVA_HOME") else None)


def notices_a_port_taken_later(project, work):
    """The other service takes the port after the check, before the gateway binds it."""
    home, signal_file = work / "late java", work / "other service is ready"
    (home / "bin").mkdir(parents=True)
    wrapper = home / "bin" / "java"
    wrapper.write_text('#!/bin/sh\ncase " $* " in *" server "*)\n  : >"$STARTING"\n  until [ -e "$OTHER" ]; do sleep 0.1; done ;;\nesac\n'
                       f'exec "{java()}" "$@"\n')
    wrapper.chmod(0o755)
    starting = work / "starting"
    port = free_port()
    process = project.start(JAVA_HOME=str(home), STARTING=str(starting), OTHER=str(signal_file), KYC_PORT=port, KYC_ADMIN_PORT=free_port())
    end = time.monotonic() + PATIENCE
    while not starting.exists():
        require(process.poll() is None and time.monotonic() < end, "it does not start the gateway", "" if process.poll() is None else project.output(process))
        time.sleep(0.1)
    with other_service(int(port)):
        signal_file.touch()
        output = project.output(process)
    require(process.returncode not in (0, None), f"it ends with {process.returncode} though its port was taken", output)
    require(not announces(output), "it announces a gateway that is not its own", output)
    require(re.search(f"^run: .*{port}.*KYC_PORT", output, re.MULTILINE), "it does not name port and variable", output)
    require(not project.env.exists(), "it writes .run/env of a gateway that does not run")
    ok("a port taken between check and start: named, nothing announced")


def serves(project, work):
    """Every printed command works, from a folder of the caller's, with a password file of the caller's."""
    caller = work / "a caller"
    caller.mkdir()
    (caller / "pass word").write_text("p4ssword-of-the-launcher")
    process = project.start(cwd=caller, KYC_PORT=free_port(), KYC_ADMIN_PORT=free_port(), METRICS_PASSWORD_FILE="pass word")
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")), daemon=True)
    reader.start()
    try:
        end = time.monotonic() + PATIENCE
        while not any("For other shells" in line for line in lines):
            require(process.poll() is None and time.monotonic() < end, "it announces nothing", "".join(lines))
            time.sleep(0.1)
        commands = [line for line in lines if line.startswith("curl ")]
        answers = [subprocess.run(["bash", "-c", command], cwd=caller, check=True, capture_output=True, text=True).stdout
                   for command in commands]
        require(len(answers) == 3 and all('"status":"VERIFIED"' in answer.replace(" ", "") for answer in answers[:2])
                and answers[1].startswith('{"items":[') and "kyc_build_info" in answers[2],
                "the printed commands do not work", "\n".join(commands + answers))
        one = json.loads(answers[0])["verification_id"]
        require(f'"{one}"' in answers[1], "the verification is not among those that are kept", answers[1])
        selects(project, caller, one)
        source = next(line for line in lines if line.startswith("For other shells")).partition(": ")[2].strip()
        told = subprocess.run(["bash", "-c", f'{source} && curl -s -o /dev/null -w "%{{http_code}}" -u "$METRICS_USERNAME:$METRICS_PASSWORD"'
                               ' "$KYC_ADMIN_URL/metrics"'], cwd=work, check=True, capture_output=True, text=True).stdout
        require(told == "200", f"the metrics answer {told} to the variables in .run/env")
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)
        reader.join(PATIENCE)
    require(code == 0, f"SIGTERM ends it with {code}", "".join(lines))
    ok("the gateway: its curl commands, .run/env, SIGTERM")


def selects(project, caller, one):
    """What was verified online is verified again, while the gateway runs."""
    process = project.start("reverify", "--select", "--older-than", "0d", "--run", "first", cwd=caller, KYC_SIMULATOR="true")
    output = project.output(process)
    require(process.returncode == 0, f"reverify --select ends with {process.returncode}", output)
    reports = list((project.folder / ".run/reverify/first").glob("*.html"))
    require(len(reports) == 1 and "first" in reports[0].read_text(), "no report of the run", output)
    results = "".join(path.read_text() for path in (project.folder / ".run/reverify/first").glob("*.jsonl"))
    require(one in results, "the verification was not verified again", output + results)
    ok("reverify --select: a kept verification, with its report")


def reverifies(project, work):
    caller = work / "another caller"
    caller.mkdir()
    shutil.copy(project.folder / "batch-reverify/sample/manifest.jsonl", caller / "own manifest.jsonl")
    process = project.start("reverify", "--input", "own manifest.jsonl", "--output", "own results.jsonl", "--max-failures", "5%",
                            cwd=caller, KYC_SIMULATOR="true")
    output = project.output(process)
    require(process.returncode == 0, f"reverify with relative paths ends with {process.returncode}", output)
    require((caller / "own results.jsonl").is_file(), "relative paths do not count from the caller's folder", output)
    require(not list(project.folder.glob("own *")), "it writes into the project's folder", output)
    before = datetime.date.today().isoformat()
    process = project.start("reverify", cwd=caller)
    output = project.output(process)
    days = {before, datetime.date.today().isoformat()}
    require(process.returncode == 0, f"reverify without arguments ends with {process.returncode}", output)
    require(any((project.folder / ".run/reverify" / day / "results.jsonl").is_file() for day in days), "no results by date", output)
    ok("reverify: paths relative to the caller, the sample's results by date")


def main():
    with tempfile.TemporaryDirectory(prefix="kyc launcher ") as name:
        work = pathlib.Path(name).resolve()
        folder = work / "a project"
        copy_project(folder)
        project = Project(folder)
        refuses_a_taken_port(project)
        notices_a_port_taken_later(project, work)
        serves(project, work)
        reverifies(project, work)


main()
