#!/usr/bin/env python3
"""Checks a resolved compose file (docker-compose config --format json) for what its schema cannot express.

usage: compose.py RESOLVED.json, in the project's folder
"""
import json
import pathlib
import re
import sys

import yaml

compose = json.load(open(sys.argv[1]))
services = compose["services"]
problems = []


def problem(text):
    problems.append(text)


def pinned(image):
    return re.search(r"[:@]v?\d", image.rsplit("/", 1)[-1]) and not image.endswith(":latest")


# Images that are not built here are pinned to a version.
for name, service in services.items():
    if "build" not in service and not pinned(service["image"]):
        problem(f"{name}: {service['image']} has no version")
stages = {"scratch"}
for base, stage in re.findall(r"^FROM (\S+)(?: AS (\S+))?$", pathlib.Path("Dockerfile").read_text(), re.MULTILINE):
    if base not in stages and not pinned(base):
        problem(f"Dockerfile: {base} has no version")
    stages.add(stage)
for name, service in services.items():
    target = service.get("build", {}).get("target")
    if "build" in service and target not in stages:
        problem(f"{name}: Dockerfile has no stage {target}")

# Every service is hardened, and reachable from this machine only.
for name, service in services.items():
    for setting, wanted in {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}.items():
        if service.get(setting) != wanted:
            problem(f"{name}: {setting} is {service.get(setting)}")
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    if not {"cpus", "memory", "pids"} <= limits.keys():
        problem(f"{name}: no limit of cpus, memory or pids")
    if "healthcheck" not in service and service.get("build", {}).get("target") not in ("gateway", "batch"):
        problem(f"{name}: no health check")
    for port in service.get("ports", []):
        if port.get("host_ip") != "127.0.0.1":
            problem(f"{name}: port {port['published']} is published on other interfaces than loopback")
    for key, value in (service.get("environment") or {}).items():
        if re.search(r"PASSWORD|TOKEN|SECRET", key) and not re.search(r"_FILE$", key):
            problem(f"{name}: {key} is a secret in the environment")
    for other, condition in service.get("depends_on", {}).items():
        wanted = "service_completed_successfully" if services[other].get("restart") == "no" else "service_healthy"
        if condition["condition"] != wanted:
            problem(f"{name}: waits until {other} is {condition['condition']}, not {wanted}")

# The batch: an output by date, and an entry point that keeps the image's JVM options.
script = " ".join(services["batch"].get("entrypoint") or [])
if not re.search(r"--output \S*date -u \+%F", script.replace("$$", "$")):
    problem("batch: --output does not depend on the date, so a nightly run would find its work done")
image = pathlib.Path("Dockerfile").read_text()
entry = json.loads(re.search(r"^ENTRYPOINT (.*)$", image[image.index(" AS batch"):], re.MULTILINE).group(1))
for word in entry:
    if word not in script:
        problem(f"batch: its entry point lacks {word} of the Dockerfile's")

# Every file that is mounted exists, and secrets are files below .run, which git ignores.
root = pathlib.Path.cwd()
for name, service in services.items():
    for volume in service.get("volumes", []):
        if volume["type"] == "bind" and not pathlib.Path(volume["source"]).exists():
            problem(f"{name}: there is no {pathlib.Path(volume['source']).relative_to(root)}")
for name, secret in compose["secrets"].items():
    if pathlib.Path(secret["file"]).parent != root / ".run" / "secrets":
        problem(f"secret {name} is not in .run/secrets")


# The database: the gateway starts on the schema that the migration has made, in the database that PostgreSQL has, with its password.
def database(service):
    environment = services[service].get("environment") or {}
    return {key: value for key, value in environment.items() if key.startswith("KYC_DATABASE_")}


url = re.fullmatch(r"jdbc:postgresql://([\w-]+):5432/(\w+)", database("gateway").get("KYC_DATABASE_URL", ""))
server = services.get(url and url.group(1), {})
if "migrate" not in services["gateway"].get("depends_on", {}):
    problem("gateway: does not wait for migrate, so it would not start on a new database")
if database("migrate") != database("gateway"):
    problem("migrate: its KYC_DATABASE_… are not the gateway's")
if services["migrate"].get("command") != ["db", "migrate", "config.yml"]:
    problem(f"migrate: its command is {services['migrate'].get('command')}")
if not server:
    problem(f"gateway: KYC_DATABASE_URL is {database('gateway').get('KYC_DATABASE_URL')}, which names no service's port 5432")
else:
    given = server["environment"]
    if (given.get("POSTGRES_DB"), given.get("POSTGRES_USER")) != (url.group(2), database("gateway").get("KYC_DATABASE_USER")):
        problem(f"{url.group(1)}: makes database {given.get('POSTGRES_DB')} of {given.get('POSTGRES_USER')}, which is not the gateway's")
    if given.get("POSTGRES_PASSWORD_FILE") != database("gateway").get("KYC_DATABASE_PASSWORD_FILE"):
        problem(f"{url.group(1)}: its password is not the gateway's")
    if "scram-sha-256" not in given.get("POSTGRES_INITDB_ARGS", ""):
        problem(f"{url.group(1)}: asks no password of its clients")
    kept = [volume["target"] for volume in server.get("volumes", []) if volume["type"] == "volume"]
    if given.get("PGDATA") not in kept:
        problem(f"{url.group(1)}: PGDATA is {given.get('PGDATA')}, which is on no volume: {kept}")
    if server.get("ports") or set(server["networks"]) != {"database"} or not compose["networks"]["database"].get("internal"):
        problem(f"{url.group(1)}: must be on the internal network database alone, and publish no port")


def reachable(service):
    """Host names that resolve in that service's networks."""
    networks = set(services[service]["networks"])
    names = set()
    for other, definition in services.items():
        for network, settings in definition["networks"].items():
            if network in networks:
                names |= {other, *((settings or {}).get("aliases") or [])}
    return names


def file_in(service, path):
    """Whether a path of the container is mounted."""
    targets = [volume["target"] for volume in services[service].get("volumes", [])]
    targets += [secret.get("target", "/run/secrets/" + secret["source"]) for secret in services[service].get("secrets", [])]
    return any(path == target or path.startswith(target + "/") for target in targets)


def values(node, keys):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys:
                yield value
            yield from values(value, keys)
    elif isinstance(node, list):
        for value in node:
            yield from values(value, keys)


# Host names and secrets that prometheus/ refers to exist here.
prometheus = yaml.safe_load(open("prometheus/prometheus.yml"))
for targets in values(prometheus, {"targets"}):
    for target in targets:
        host = target.rsplit(":", 1)[0]
        if host != "localhost" and host not in reachable("prometheus"):
            problem(f"prometheus.yml names {host}, which Prometheus does not reach")
for path in values(prometheus, {"password_file"}):
    if not file_in("prometheus", "/etc/prometheus/" + path):
        problem(f"prometheus.yml names {path}, which is not mounted")
for path in values(yaml.safe_load(open("prometheus/alertmanager.yml")), {"url_file"}):
    if not file_in("alertmanager", "/etc/alertmanager/" + path):
        problem(f"alertmanager.yml names {path}, which is not mounted")
for name, service in services.items():
    for key, value in (service.get("environment") or {}).items():
        host = re.match(r"(?:jdbc:)?\w+://([^:/]+)", value or "")
        if host and host.group(1) not in reachable(name):
            problem(f"{name}: {key} names {host.group(1)}, which it does not reach")
        if key.endswith("_FILE") and value and not file_in(name, value):
            problem(f"{name}: {key} names {value}, which is not mounted")

# Grafana's provisioning, with the variables that compose.yaml sets.
variables = services["grafana"]["environment"]
for source in pathlib.Path("grafana/provisioning").glob("*/*.y*ml"):
    given = re.sub(r"\$\{(\w+)\}", lambda name: variables.get(name.group(1)) or "unset:" + name.group(1), source.read_text())
    document = yaml.safe_load(given) or {}
    for path in (provider.get("options", {}).get("path") for provider in document.get("providers", [])):
        if not file_in("grafana", path):
            problem(f"{source} names {path}, which is not mounted")
    for url in (datasource.get("url", "") for datasource in document.get("datasources", [])):
        host = re.match(r"\w+://([^:/]+)", url)
        if not host or host.group(1) not in reachable("grafana"):
            problem(f"{source} names {url}, which Grafana does not reach")

for text in problems:
    print("compose.yaml:", text, file=sys.stderr)
sys.exit(1 if problems else 0)
