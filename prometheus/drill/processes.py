"""Processes on loopback: starting, waiting for them to answer, and stopping all of them."""
import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

HOST = "127.0.0.1"
STOP_PATIENCE = 20  # seconds that a process has to end after SIGTERM
START_PATIENCE = 90  # seconds that one has to answer; a busy machine is slow
LISTEN = "0A"  # the state of a listening socket in /proc/net/tcp

# The name that the projects give their binaries, and Debian's.
NAMES = {
    "prometheus": ("prometheus",),
    "pushgateway": ("pushgateway", "prometheus-pushgateway"),
    "alertmanager": ("alertmanager", "prometheus-alertmanager"),
    "grafana": ("grafana", "grafana-server"),
}
HOW_TO_GET = {
    "prometheus": "apt-get install prometheus, or https://prometheus.io/download",
    "pushgateway": "apt-get install prometheus-pushgateway, or https://prometheus.io/download",
    "alertmanager": "apt-get install prometheus-alertmanager, or https://prometheus.io/download",
    "grafana": "https://grafana.com/grafana/download (Debian has no package of it)",
}


class Failure(Exception):
    """A failure that is reported without a stack trace."""


def find_binary(name, folder=None):
    """The command for a binary, from that folder, else from PATH; None if it is nowhere."""
    path = os.environ.get("PATH", os.defpath)
    if folder:
        path = os.pathsep.join((folder, f"{folder}/bin", path))
    for candidate in NAMES[name]:
        found = shutil.which(candidate, path=path)
        if found:
            # Binaries out of an unpacked package find their files only through this.
            wrapper = pathlib.Path(found).with_name("with-share")
            wrapped = name == "alertmanager" and os.access(wrapper, os.X_OK)
            return [str(wrapper), found] if wrapped else [found]
    return None


def find_binaries(names, folder=None):
    """Name to command; a failure lists every one that is missing and how to get it."""
    found = {name: find_binary(name, folder) for name in names}
    missing = [f"  {name}: {HOW_TO_GET[name]}" for name, command in found.items() if command is None]
    if missing:
        where = f"{folder} or PATH" if folder else "PATH"
        raise Failure("\n".join(
            [f"not found in {where}:", *missing, "KYC_OBS=FOLDER names a folder that holds them."]))
    return found


def without_terminal_death(command):
    """The command, ended by the kernel should this process die without a chance to end it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--", *command] if setpriv else command


def fetch(url, timeout=5, **headers):
    """Status and body; the status is 0 if nothing answers."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace")
    except OSError:
        return 0, ""


def listens(session, port):
    """Whether a process of that session holds the listening socket; an answer on a port may come from any process.

    None where there is no /proc to tell.
    """
    tables = [table for table in (pathlib.Path("/proc/net/tcp"), pathlib.Path("/proc/net/tcp6")) if table.exists()]
    if not tables:
        return None
    rows = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in rows if row[3] == LISTEN and int(row[1].rpartition(":")[2], 16) == port}
    return any(sockets & open_files(pid) for pid in session_members(session))


def session_members(session):
    """The processes of a session, its leader first: a wrapper script may have started the server as its child."""
    yield session
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and int(entry.name) != session and os.getsid(int(entry.name)) == session:
                yield int(entry.name)


def children(pid):
    """The processes that one has started; a server's workers may be in sessions of their own."""
    with contextlib.suppress(OSError):
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def open_files(pid):
    found = set()
    # Files are closed and processes end while they are being listed.
    with contextlib.suppress(OSError):
        for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(os.readlink(link))
    return found


class Ports:
    """Free ports from the kernel, reserved for as long as this lives.

    Each stays bound, without listening, by a socket with SO_REUSEADDR. Servers set the same option and may listen on it; the kernel
    assigns it to no other process.
    """

    def __init__(self):
        self._sockets = []

    def take(self):
        held = socket.socket()
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((HOST, 0))
        self._sockets.append(held)
        return held.getsockname()[1]

    def close(self):
        for held in self._sockets:
            held.close()


class Process:
    """One process with its output in a file."""

    def __init__(self, name, popen, log):
        self.name = name
        self.log = log
        self._popen = popen

    @property
    def pid(self):
        return self._popen.pid

    def exit_code(self):
        """None while it runs."""
        return self._popen.poll()

    def wait(self, timeout):
        """Its exit code; a failure if it has not ended after so many seconds."""
        try:
            return self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} has not ended within {timeout} s:\n{self.last_words()}") from None

    def signal(self, number):
        if self._popen.poll() is None:
            os.kill(self._popen.pid, number)

    def freeze(self):
        """Stops it and its children, without ending them."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self):
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number):
        self.signal(number)
        for child in children(self._popen.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)

    def stop(self, patience=STOP_PATIENCE):
        """Ends it; SIGKILL if SIGTERM is not heard."""
        self.terminate()
        self.wait_for_end(patience)

    def terminate(self):
        self.thaw()
        self.signal(signal.SIGTERM)

    def kill(self):
        self.signal(signal.SIGKILL)
        self._popen.wait()

    def wait_for_end(self, patience):
        try:
            self._popen.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def last_words(self, lines=15):
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def wait_for(self, url, is_ready=lambda body: True, patience=START_PATIENCE, **headers):
        """Waits until this process itself answers there; a failure has the end of its log."""
        port = urllib.parse.urlsplit(url).port
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.exit_code() is not None:
                raise Failure(f"{self.name} ended with {self.exit_code()} instead of starting:\n{self.last_words()}")
            status, body = fetch(url, **headers)
            if status == 200 and is_ready(body) and listens(self.pid, port) is not False:
                return body
            time.sleep(0.1)
        raise Failure(f"{self.name} has not answered within {patience} s:\n{self.last_words()}")


class Processes:
    """All processes of a run. Leaving the `with` block ends every one of them."""

    # Of the developer's own environment nothing else gets in: a KYC_ variable would change what is tried.
    INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME", "TZ")

    def __init__(self, logs):
        self._logs = pathlib.Path(logs)
        self._all = []
        # The kernel's signal at our death is tied to the thread that starts a process, so one thread starts them all.
        self._starter = concurrent.futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop_all()
        self._starter.shutdown()

    def start(self, name, command, environment=None, cwd=None):
        """Starts it with its output appended to NAME.log."""
        return self._starter.submit(self._start, name, command, environment or {}, cwd).result()

    def _start(self, name, command, environment, cwd):
        inherited = {key: os.environ[key] for key in self.INHERITED if key in os.environ}
        log = self._logs / f"{name}.log"
        with log.open("ab") as out:
            popen = subprocess.Popen(
                without_terminal_death([str(word) for word in command]), stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, env={**inherited, **environment}, cwd=cwd,
                # A terminal sends Ctrl-C to its whole group; here only this process hears it, and ends the others in order.
                start_new_session=True)
        process = Process(name, popen, log)
        self._all.append(process)
        return process

    def stop_all(self):
        """Ends all that still run, at the same time."""
        running = [process for process in self._all if process.exit_code() is None]
        for process in reversed(running):
            process.terminate()
        end = time.monotonic() + STOP_PATIENCE
        for process in running:
            process.wait_for_end(max(0.0, end - time.monotonic()))

    def dead(self):
        """Those that ended, whatever the reason."""
        return [process for process in self._all if process.exit_code() is not None]


@contextlib.contextmanager
def stopped_by_signals():
    """Within it SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt in the main thread, once: a second Ctrl-C must not stop the stopping."""
    def interrupt(number, _):
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    heard = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.signal(each, interrupt) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)?")
UNITS = {"ms": 0.001, None: 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(text):
    """A duration as options and configurations have it: 90, 90s, 10m."""
    match = DURATION.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a duration like 10m")
    return float(match[1]) * UNITS[match[2]]
