"""A PostgreSQL on loopback, with binaries of the tests' own embedded one or of an installed package."""
import os
import pathlib
import platform
import shutil
import socket
import struct
import subprocess
import tarfile
import time
import zipfile

from processes import HOST, Failure, listens

PATIENCE = 60  # seconds that it has to start or to recover
# Where Maven keeps the binaries that the service's tests use, once these have been compiled.
EMBEDDED = ".m2/repository/io/zonky/test/postgres/embedded-postgres-binaries-linux-{}"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64v8"}
# Debian's package puts none of its own on PATH.
INSTALLED = "/usr/lib/postgresql"
HOW_TO_GET = "apt-get install postgresql, or mvn -q -pl service test-compile"
USER = "postgres"


def find_postgres(folder, obs=None):
    """The folder of its binaries; None if there are none.

    folder: where those of the embedded one may be unpacked
    """
    archives = pathlib.Path.home() / EMBEDDED.format(ARCHITECTURES.get(platform.machine(), "none"))
    for jar in sorted(archives.glob("*/*.jar"), reverse=True):
        return unpacked(jar, folder / "postgres-binaries")
    path = os.pathsep.join(filter(None, (obs, obs and f"{obs}/bin", os.environ.get("PATH"),
                                         *map(str, sorted(pathlib.Path(INSTALLED).glob("*/bin"), reverse=True)))))
    found = shutil.which("initdb", path=path)
    return pathlib.Path(found).resolve().parent if found else None


def unpacked(jar, target):
    with zipfile.ZipFile(jar) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".txz"))
        with archive.open(name) as packed, tarfile.open(fileobj=packed, mode="r|xz") as files:
            files.extractall(target)
    return target / "bin"


def not_as_root(command):
    """PostgreSQL refuses to run as root; in a user namespace of its own it is not."""
    return ["unshare", "-U", *command] if os.geteuid() == 0 else command


class Postgres:
    """One server, which can be killed or hang, and comes back with its data."""

    def __init__(self, processes, binaries, folder, port):
        self._processes = processes
        self._binaries = binaries
        self._data = folder / "postgres"
        self._port = port
        self._process = None
        made = subprocess.run(
            [str(word) for word in not_as_root(
                [binaries / "initdb", "--auth=trust", "--encoding=UTF8", "--no-sync", f"--username={USER}", f"--pgdata={self._data}"])],
            capture_output=True, text=True, check=False)
        if made.returncode:
            raise Failure(f"no PostgreSQL could be made:\n{made.stdout}{made.stderr}")

    @property
    def url(self):
        return f"jdbc:postgresql://{HOST}:{self._port}/postgres"

    def start(self):
        """Starts it, or starts it again with its data."""
        self._process = self._processes.start("postgres", not_as_root(
            [self._binaries / "postgres", "-D", self._data, "-p", self._port, "-h", HOST, "-k", ""]))
        end = time.monotonic() + PATIENCE
        # It listens before it has recovered; clients are told to try again until then, as the gateway does anyway.
        while not listens(self._process.pid, self._port):
            if self._process.exit_code() is not None or time.monotonic() > end:
                raise Failure(f"PostgreSQL does not start:\n{self._process.last_words()}")
            time.sleep(0.1)

    def execute(self, sql):
        """Statements of an administrator, in one transaction, by the protocol itself: the tests' binaries have no client."""
        with socket.create_connection((HOST, self._port), timeout=PATIENCE) as connection, connection.makefile("rb") as answers:
            startup = struct.pack("!i", 3 << 16) + f"user\0{USER}\0database\0postgres\0\0".encode()
            connection.sendall(struct.pack("!i", len(startup) + 4) + startup)
            self._until_ready(answers)
            query = sql.encode() + b"\0"
            connection.sendall(b"Q" + struct.pack("!i", len(query) + 4) + query)
            self._until_ready(answers)

    @staticmethod
    def _until_ready(answers):
        kind = b""
        while kind != b"Z":
            head = answers.read(5)
            if len(head) < 5:
                raise Failure("PostgreSQL closes the connection")
            kind, length = struct.unpack("!ci", head)
            body = answers.read(length - 4)
            if kind == b"E":
                raise Failure(f"PostgreSQL refuses a statement: {body.decode(errors='replace')}")

    def kill(self):
        self._process.kill()

    def freeze(self):
        """All of its processes stand still: connections stay open, and nothing answers."""
        self._process.freeze()

    def thaw(self):
        self._process.thaw()
