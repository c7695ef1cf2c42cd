"""Everything that a production has, as real processes on loopback: gateway, modules, batch and the monitoring around them."""
import base64
import os
import pathlib
import secrets
import shutil
import subprocess
import sys

import configs
from postgres import USER as DATABASE_USER, Postgres
from processes import HOST, Failure, Ports, fetch

ROOT = configs.PROMETHEUS.parent
GATEWAY_JAR = ROOT / "service/target/kyc-gateway.jar"
BATCH_JAR = ROOT / "batch-reverify/target/kyc-batch-reverify.jar"
MODULES = ("liveness", "ocr", "face_match", "antifraud", "decision")
USERNAME = "prometheus"


def find_java():
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    if not java:
        raise Failure("no java: install a JDK 17 or newer, or set JAVA_HOME")
    missing = [str(jar.relative_to(ROOT)) for jar in (GATEWAY_JAR, BATCH_JAR) if not jar.exists()]
    if missing:
        raise Failure(f"not built: {', '.join(missing)}; ./run stack and ./run drill build them")
    return java


class Installation:
    """Starts each part on demand, with configurations derived from the repository's and secrets of its own."""

    def __init__(self, folder, processes, binaries, webhook, java_options=()):
        """java_options: for every JVM"""
        self.folder = folder
        self.secrets = folder / "secrets"
        self.processes = processes
        self._binaries = binaries
        self._webhook = webhook
        self._java = [find_java(), *java_options]
        self._ports = Ports()
        self._port_of = {}
        # Which simulator plays a module; one that shall be stopped alone gets one of its own.
        self.players = dict.fromkeys(MODULES, "simulator")
        self._make_secrets()
        # Of verifications; embedded in the gateway, unless start_postgres is called.
        self._database = {"KYC_DATABASE_URL": f"jdbc:h2:file:{folder / 'history'}"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ports.close()

    def _make_secrets(self):
        self.secrets.mkdir(mode=0o700)
        for name in ("kyc-gateway-password", "kyc-modules-password"):
            self._secret(name, secrets.token_urlsafe(24))
        for receiver, file in configs.receivers():
            self._secret(file, self._webhook.url(receiver))
        self._secret("history-keys", f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}\n")
        self._secret("other-history-keys", f"k2:{base64.b64encode(secrets.token_bytes(32)).decode()}\n")
        self.password = (self.secrets / "kyc-gateway-password").read_text()
        self.api_keys = {name: self._make_key(name) for name in ("backend", "limited")}

    def _secret(self, name, value):
        path = self.secrets / name
        path.touch(mode=0o600)
        path.write_text(value)

    def _make_key(self, client):
        command = [*self._java, "-XX:TieredStopAtLevel=1", "-jar", GATEWAY_JAR, "api-key", "--name", client, "--file",
                   self.secrets / "api-keys.json"]
        made = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if made.returncode:
            raise Failure(f"no API key could be made:\n{made.stdout}{made.stderr}")
        return made.stdout.strip()

    # --- Where things are ---

    def port(self, name):
        if name not in self._port_of:
            self._port_of[name] = self._ports.take()
        return self._port_of[name]

    def url(self, name):
        """The base address of gateway, gateway-admin, simulator, pushgateway, prometheus, alertmanager or grafana."""
        return f"http://{HOST}:{self.port(name)}"

    def _addresses(self):
        parts = {"kyc-gateway": lambda labels: "gateway-admin", "kyc-modules": lambda labels: self.players[labels["module"]]}
        addresses = {}
        for job, target, labels in configs.targets():
            part = parts.get(job, lambda labels: job)(labels)
            addresses[target] = f"{HOST}:{self.port(part)}"
        return addresses

    # --- Ours ---

    def module_urls(self, player=None):
        """Variables with the address of each module: its own player, or that one for all."""
        return {f"KYC_{module.upper()}_URL": f"{self.url(player or own)}/{module}" for module, own in self.players.items()}

    def _jvm(self, name, jar, options, arguments, environment):
        return self.processes.start(name, [*self._java, *options, "-jar", jar, *arguments], environment, cwd=ROOT)

    def start_simulator(self, name="simulator", options=(), environment=None):
        """options: of the JVM, such as -Ddw.simulator.attackRatio=0"""
        environment = {"KYC_SIMULATOR_PORT": str(self.port(name)), "KYC_LOG_LEVEL": "WARN", **(environment or {})}
        process = self._jvm(name, GATEWAY_JAR, options, ["simulate", "config.yml"], environment)
        process.wait_for(f"{self.url(name)}/metrics")
        return process

    def start_postgres(self, binaries):
        """A PostgreSQL with the schema, in which gateways that are started from now on keep verifications.

        binaries: the folder of initdb and postgres
        """
        postgres = Postgres(self.processes, binaries, self.folder, self.port("postgres"))
        postgres.start()
        self._database = {"KYC_DATABASE_URL": postgres.url, "KYC_DATABASE_USER": DATABASE_USER}
        migration = self._jvm("db-migrate", GATEWAY_JAR, (), ["db", "migrate", "config.yml"], self._gateway_environment())
        if migration.wait(120):
            raise Failure(f"the schema could not be made:\n{migration.last_words()}")
        return postgres

    def _gateway_environment(self):
        return {
            "KYC_HOST": HOST, "KYC_PORT": str(self.port("gateway")), "KYC_ADMIN_HOST": HOST,
            "KYC_ADMIN_PORT": str(self.port("gateway-admin")), "KYC_SHUTDOWN_WAIT": "0s", "KYC_LOG_LEVEL": "WARN",
            "METRICS_USERNAME": USERNAME, "METRICS_PASSWORD_FILE": str(self.secrets / "kyc-gateway-password"),
            "API_KEYS_FILE": str(self.secrets / "api-keys.json"), "KYC_UNLIMITED_CLIENTS": "backend",
            "KYC_HISTORY_KEYS_FILE": str(self.secrets / "history-keys"), **self._database, **self.module_urls()}

    def start_gateway(self, options=(), environment=None):
        process = self._jvm("gateway", GATEWAY_JAR, options, ["server", "config.yml"], {**self._gateway_environment(), **(environment or {})})
        process.wait_for(f"{self.url('gateway')}/health?type=ready", lambda body: "UP" in body)
        return process

    def start_batch(self, name, manifest, output, *arguments, options=(), environment=None):
        """One run of the re-verification, which pushes here."""
        return self._jvm(
            name, BATCH_JAR, options,
            ["reverify", "config.yml", "--input", manifest, "--output", output, "--progress", "log", *arguments],
            {"PUSHGATEWAY_URL": self.url("pushgateway"), "KYC_LOG_LEVEL": "WARN", **self.module_urls(), **(environment or {})})

    def start_worker(self, name, run, *arguments, options=(), environment=None):
        """A worker of a re-verification of what the gateway keeps, which pushes here. Embedded, the database needs the gateway."""
        return self._jvm(
            name, BATCH_JAR, options, ["reverify", "config.yml", "--run", run, "--progress", "log", *arguments],
            {"PUSHGATEWAY_URL": self.url("pushgateway"), "KYC_LOG_LEVEL": "WARN",
             "KYC_HISTORY_KEYS_FILE": str(self.secrets / "history-keys"), **self._database, **self.module_urls(),
             **(environment or {})})

    # --- The monitoring ---

    def start_pushgateway(self):
        process = self.processes.start("pushgateway", [
            *self._binaries["pushgateway"], f"--web.listen-address={HOST}:{self.port('pushgateway')}",
            f"--persistence.file={self.folder / 'pushgateway.data'}", "--persistence.interval=5s"])
        process.wait_for(f"{self.url('pushgateway')}/-/ready")
        return process

    def start_alertmanager(self, scale=1.0, wait_scale=None):
        config = configs.write(configs.alertmanager(self.secrets, scale, wait_scale), self.folder / "alertmanager.yml")
        process = self.processes.start("alertmanager", [
            *self._binaries["alertmanager"], f"--config.file={config}", f"--storage.path={self.folder / 'alertmanager'}",
            f"--web.listen-address={HOST}:{self.port('alertmanager')}", "--cluster.listen-address="])
        process.wait_for(f"{self.url('alertmanager')}/-/ready")
        return process

    def start_prometheus(self, interval=None, scale=1.0, floor=0.0, settings=(), options=()):
        """The repository's rules and scrape jobs; other times and settings as generate.py takes them."""
        rules = configs.PROMETHEUS / "rules"
        if scale != 1.0 or settings:
            rules = self.folder / "rules"
            self._generate(rules, scale, floor, settings)
        config = configs.write(
            configs.prometheus(self._addresses(), self.secrets, rules, interval), self.folder / "prometheus.yml")
        process = self.processes.start("prometheus", [
            *self._binaries["prometheus"], f"--config.file={config}", f"--storage.tsdb.path={self.folder / 'prometheus'}",
            f"--web.listen-address={HOST}:{self.port('prometheus')}", f"--web.external-url={self.url('prometheus')}", *options])
        process.wait_for(f"{self.url('prometheus')}/-/ready")
        return process

    def _generate(self, out, scale, floor, settings):
        command = [sys.executable, configs.PROMETHEUS / "generate.py", "rules", "--out", out, "--scale", scale, "--floor", floor]
        for name, value in dict(settings).items():
            command += ["--set", f"{name}={value}"]
        made = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if made.returncode:
            raise Failure(made.stderr.strip())

    def start_grafana(self):
        """Grafana with the repository's provisioning; it reads where things are from these variables."""
        binary = self._binaries["grafana"]
        home = pathlib.Path(binary[0]).resolve().parent.parent
        command = binary + (["server"] if pathlib.Path(binary[0]).name == "grafana" else [])
        if (home / "public").is_dir():
            command += ["--homepath", str(home)]
        elif pathlib.Path("/usr/share/grafana").is_dir():
            command += ["--homepath", "/usr/share/grafana"]
        process = self.processes.start("grafana", command, {
            "GF_SERVER_HTTP_ADDR": HOST, "GF_SERVER_HTTP_PORT": str(self.port("grafana")),
            "GF_PATHS_DATA": str(self.folder / "grafana"), "GF_PATHS_LOGS": str(self.folder / "grafana"),
            "GF_PATHS_PROVISIONING": str(ROOT / "grafana/provisioning"),
            "GF_SECURITY_ADMIN_PASSWORD": secrets.token_urlsafe(24),
            # Every other part of the stack is open to users of this machine, too.
            "GF_AUTH_ANONYMOUS_ENABLED": "true", "GF_AUTH_ANONYMOUS_ORG_ROLE": "Viewer", "GF_ANALYTICS_REPORTING_ENABLED": "false",
            "GF_ANALYTICS_CHECK_FOR_UPDATES": "false", "PROMETHEUS_URL": self.url("prometheus"),
            "ALERTMANAGER_URL": self.url("alertmanager"), "DASHBOARDS": str(ROOT / "grafana/dashboards")})
        process.wait_for(f"{self.url('grafana')}/api/health")
        return process

    def scrape(self):
        """The gateway's metrics, as text."""
        credentials = base64.b64encode(f"{USERNAME}:{self.password}".encode()).decode()
        status, body = fetch(f"{self.url('gateway-admin')}/metrics", Authorization=f"Basic {credentials}")
        if status != 200:
            raise Failure(f"the gateway's metrics answer {status}")
        return body
