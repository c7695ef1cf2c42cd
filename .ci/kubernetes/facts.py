"""What the rest of the repository says, which the manifests must agree with."""
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
# Read by the JVM itself, and not by config.yml.
JVM_VARIABLES = {"JDK_JAVA_OPTIONS"}


def text(path):
    return (ROOT / path).read_text()


def seconds(duration):
    """A duration such as 5s or 365d, as a number of seconds; ValueError names one that is none."""
    match = re.fullmatch(r"(\d+)(ms|s|m|h|d)", str(duration))
    if not match:
        raise ValueError(f"{duration!r} is not a duration such as 5s")
    return int(match[1]) * UNITS[match[2]]


class Facts:
    def __init__(self):
        source = text("config.yml")
        # OpenTelemetry's SDK reads its own.
        tracing = set(re.findall(r"`(OTEL_\w+)`", text("docs/tracing.md")))
        self.variables = set(re.findall(r"\$\{(\w+)", source)) | JVM_VARIABLES | tracing
        self.config = yaml.safe_load(re.sub(r"\$\{\w+(?::-([^}]*))?\}", lambda match: match[1] or "", source))
        server = self.config["server"]
        self.ports = {"api": int(server["applicationConnectors"][0]["port"]), "admin": int(server["adminConnectors"][0]["port"])}
        self.health_paths = self.config["health"]["healthCheckUrlPaths"]
        self.shutdown_wait = seconds(self.config["health"]["shutdownWaitPeriod"])
        self.shutdown_grace = seconds(server["shutdownGracePeriod"])
        self.deadline = seconds(self.config["pipeline"]["deadline"])
        self.commit = seconds(self.config["history"]["commitTimeout"])
        self.keep_for = seconds(self.config["history"]["keepFor"])
        self.batch_grace = seconds(self.config["batch"]["gracePeriod"])
        self.modules = list(self.config["modules"])

        compose = yaml.safe_load(text("compose.yaml"))["services"]
        self.stage_of_image = {s["image"]: s["build"]["target"] for s in compose.values() if "build" in s}
        dockerfile = text("Dockerfile")
        self.stages = {stage: part for stage, part in re.findall(r"^FROM \S+ AS (\w+)$(.*?)(?=^FROM |\Z)", dockerfile, re.M | re.S)}
        self.user = int(re.search(r"^USER (\d+):", self.stages["runtime"], re.M)[1])
        self.version = re.search(r"<version>([^<]+)</version>", text("pom.xml"))[1]

        self.metrics = set(re.findall(r"^\| `(\w+)`", text("docs/metrics.md"), re.M))
        self.metrics_path = "/metrics"
        self.secrets = self.documented_secrets(text("docs/operations.md"))
        sources = "".join(path.read_text() for path in (ROOT / "batch-reverify/src/main").rglob("*.java"))
        self.options = set(re.findall(r'"(--[a-z-]+)"', sources))
        self.adapter = yaml.safe_load(text("deploy/kubernetes/components/scale-by-sessions/adapter-rules.yaml"))["rules"]

    @staticmethod
    def documented_secrets(operations):
        """Names and keys of the Secrets that docs/operations.md creates."""
        secrets = {}
        for name, rest in re.findall(r"create secret generic ([\w-]+)((?: *\\\n *| *--from-\S+)*)", operations):
            secrets[name] = set(re.findall(r"--from-(?:file|literal)=([\w.-]+)=", rest))
        return secrets
