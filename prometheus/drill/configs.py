"""Configurations of a run, derived from the repository's own: nothing of theirs is written a second time here."""
import pathlib

import yaml

from processes import Failure, seconds

PROMETHEUS = pathlib.Path(__file__).resolve().parent.parent
TIMES = ("group_wait", "group_interval", "repeat_interval", "resolve_timeout")
SHORTEST = 1.0  # seconds


def load(name):
    """A file of this folder, by its name in it or its whole path."""
    return yaml.safe_load((PROMETHEUS / name).read_text())


def write(document, path):
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return path


def prometheus(addresses, secrets, rules, interval=None):
    """prometheus.yml with other addresses.

    addresses: from a target or a host name in prometheus.yml to where it is in this run
    interval: seconds between scrapes and between evaluations; None leaves the repository's
    """
    document = load("prometheus.yml")
    if interval is not None:
        document["global"].update(
            scrape_interval=f"{interval}s", evaluation_interval=f"{interval}s", scrape_timeout=f"{interval}s")
    document["rule_files"] = [f"{rules}/*.yml"]
    for manager in document["alerting"]["alertmanagers"]:
        relocate(manager["static_configs"], addresses)
    for job in document["scrape_configs"]:
        relocate(job.get("static_configs", []), addresses)
        for found in job.get("file_sd_configs", []):
            found["files"] = [str(PROMETHEUS / pattern) for pattern in found["files"]]
        if "basic_auth" in job:
            job["basic_auth"]["password_file"] = str(secrets / pathlib.Path(job["basic_auth"]["password_file"]).name)
    return document


def relocate(static_configs, addresses):
    for static in static_configs:
        unknown = [target for target in static["targets"] if target not in addresses]
        if unknown:
            raise Failure(f"prometheus.yml: nothing here plays the target {', '.join(unknown)}")
        static["targets"] = [addresses[target] for target in static["targets"]]


def targets():
    """Every static target of prometheus.yml with its job and its labels."""
    for job in load("prometheus.yml")["scrape_configs"]:
        for static in job.get("static_configs", []):
            for target in static["targets"]:
                yield job["job_name"], target, static.get("labels", {})


def alertmanager(secrets, scale=1.0, wait_scale=None):
    """alertmanager.yml with the addresses in that folder, and its times scaled; those before a first notification by wait_scale."""
    document = load("alertmanager.yml")
    for receiver in document["receivers"]:
        for webhook in receiver["webhook_configs"]:
            webhook["url_file"] = str(secrets / pathlib.Path(webhook["url_file"]).name)
    if scale != 1.0:
        rescale(document, {**dict.fromkeys(TIMES, scale), "group_wait": wait_scale or scale})
    return document


def rescale(node, factors):
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (dict, list)):
            rescale(value, factors)
        elif key in factors and seconds(value) > 0:
            node[key] = f"{round(max(seconds(value) * factors[key], SHORTEST) * 1000)}ms"


def receivers():
    """The receivers of alertmanager.yml, by the name of the file that holds each address."""
    for receiver in load("alertmanager.yml")["receivers"]:
        for webhook in receiver["webhook_configs"]:
            yield receiver["name"], pathlib.Path(webhook["url_file"]).name
