#!/usr/bin/python3
"""Checks beyond promtool: that alerts, tests, runbooks, README and configurations of this folder agree with each other.
"""
import pathlib
import re
import sys

import yaml

import generate
import mutate
import runbooks

HERE = pathlib.Path(__file__).resolve().parent
DASHBOARDS = {"kyc-overview", "kyc-pipeline", "kyc-fraud", "kyc-reverification", "kyc-service"}
ANNOTATIONS = {"summary", "description", "runbook_url", "dashboard_url"}
CONFIGURATIONS = ["prometheus.yml", "prometheus-kubernetes.yml"]
JOBS = {"kyc-gateway", "kyc-modules", "pushgateway", "alertmanager", "prometheus"}
NEVER_SILENT = {"Watchdog"}
KEPT = ["label_app_kubernetes_io_name", "phase", "container_port_name"]
LONGEST_TEST = 400
# A value, or a path to a file, of one of these keys would be a secret in the file itself.
SECRET_KEYS = re.compile(r"(?m)^\s*-?\s*(password|url|routing_key|api_url|credentials|bearer_token|token|auth_password):\s*\S")


def load(path):
    return yaml.safe_load((HERE / path).read_text())


def alerts_are_complete(rules):
    for rule in rules:
        if "alert" not in rule:
            if not re.fullmatch(r"\w+:\w+:\w+", rule["record"]):
                yield f"{rule['record']}: a recorded series is named level:metric:operations"
            continue
        name, labels, annotations = rule["alert"], rule["labels"], rule["annotations"]
        if labels.get("severity") not in {"critical", "warning", "none"}:
            yield f"{name}: severity is critical, warning or none"
        if set(annotations) != ANNOTATIONS:
            yield f"{name}: annotations are {', '.join(sorted(ANNOTATIONS))}"
        elif annotations["dashboard_url"].rsplit("/", 1)[1] not in DASHBOARDS:
            yield f"{name}: there is no dashboard {annotations['dashboard_url']}"
        if "user" not in annotations["description"].lower():
            yield f"{name}: the description says what it means to users"
        if "$value" not in annotations["summary"] + annotations["description"] and not re.match(r"absent\(|up\{|vector\(", rule["expr"]):
            yield f"{name}: summary or description names the value"


def recordings_are_read(rules):
    read = " ".join(rule["expr"] for rule in rules)
    for rule in rules:
        if "record" in rule and rule["record"] not in read:
            yield f"{rule['record']}: nothing reads it"


def expressions_are_unique(rules):
    seen = {}
    for rule in rules:
        expr = " ".join(rule["expr"].split())
        if expr in seen:
            yield f"{mutate.title(rule)}: the same expression as {seen[expr]}"
        seen[expr] = mutate.title(rule)


def alerts_are_tested(rules):
    fired, silent = [], set()
    for path in sorted((HERE / "tests").glob("*.yml")):
        text = path.read_text()
        if len(text.splitlines()) > LONGEST_TEST:
            yield f"{path.name}: over {LONGEST_TEST} lines"
        for group in yaml.safe_load(text)["tests"]:
            for case in group.get("alert_rule_test", []):
                row = group["name"].split(":")[0]
                for alert in case.get("exp_alerts", []):
                    fired.append((case["alertname"], alert["exp_labels"]))
                if not case.get("exp_alerts"):
                    silent |= {case["alertname"], row}
            for case in group.get("promql_expr_test", []):
                if "ALERTS{" in case["expr"] and not case.get("exp_samples"):
                    silent.add(group["name"].split(":")[0])
    for rule in rules:
        if "alert" not in rule:
            continue
        if not any(name == rule["alert"] and labels.items() >= rule["labels"].items() for name, labels in fired):
            yield f"{mutate.title(rule)}: no test in which it fires"
        if mutate.title(rule) not in silent and rule["alert"] not in NEVER_SILENT:
            yield f"{mutate.title(rule)}: no test in which it stays silent"


def alerts_have_runbooks(rules):
    alerts = {rule["alert"] for rule in rules if "alert" in rule}
    pages = {path.stem for path in (HERE / "runbooks").glob("*.md")}
    for name in sorted(alerts - pages):
        yield f"{name}: runbooks/{name}.md is missing"
    for name in sorted(pages - alerts):
        yield f"runbooks/{name}.md: there is no such alert"
    for name in sorted(alerts & pages):
        text = (HERE / "runbooks" / f"{name}.md").read_text()
        for heading in (f"# {name}", "## Meaning for users", "## First query", "## First action", "## False alarms"):
            if heading not in text.splitlines():
                yield f"runbooks/{name}.md: no heading {heading!r}"
        languages = [language for language, _ in runbooks.blocks(text)]
        if languages[:1] != ["promql"] or not set(languages) <= {"promql", "sh"}:
            yield f"runbooks/{name}.md: blocks are marked promql or sh, the first query's promql; here {languages}"


def links_lead_to_runbooks(_):
    """With the suffix of the pages in a repository, every alert links to one of them."""
    settings = generate.Settings(load("settings.yml"), overrides={"runbooks": "file:", "runbook_suffix": ".md"})
    for document in generate.build(settings).values():
        for rule in (rule for group in document["groups"] for rule in group["rules"] if "alert" in rule):
            link = rule["annotations"]["runbook_url"]
            if not (HERE / "runbooks" / link.removeprefix("file:/")).is_file():
                yield f"{rule['alert']}: runbook_url {link} is no page of runbooks/"


def readme_lists_the_alerts(rules):
    alerts = {}
    for rule in rules:
        if "alert" in rule:
            alerts.setdefault(rule["alert"], set()).add(rule["labels"]["severity"])
    rows = re.findall(r"(?m)^\| \[(\w+)\]\(runbooks/(\w+)\.md\) \| ([\w, ]+) \|", (HERE / "README.md").read_text())
    listed = {name: set(severities.split(", ")) for name, page, severities in rows if name == page}
    for name in sorted(alerts.keys() | listed.keys()):
        if alerts.get(name) != listed.get(name):
            yield f"README.md: the table says {listed.get(name, 'nothing')} of {name}, the rules {alerts.get(name, 'nothing')}"


def configurations_agree(rules):
    warned = load("settings.yml")["samples_max"]
    for name in CONFIGURATIONS:
        configuration = load(name)
        jobs = {job["job_name"] for job in configuration["scrape_configs"]}
        if not JOBS <= jobs:
            yield f"{name}: no job {', '.join(sorted(JOBS - jobs))}"
        protected = {job["job_name"]: job for job in configuration["scrape_configs"]}
        for job in ("kyc-gateway", "kyc-modules"):
            if "password_file" not in protected[job].get("basic_auth", {}):
                yield f"{name}: {job} is scraped without a password_file"
        if not protected["pushgateway"].get("honor_labels"):
            yield f"{name}: pushgateway needs honor_labels, or every pushed series gets its job"
        for job in configuration["scrape_configs"]:
            for discovery in job.get("kubernetes_sd_configs", []):
                kept = {source for rule in job["relabel_configs"] if rule.get("action") == "keep" for source in rule["source_labels"]}
                if not discovery.get("namespaces") or not {f"__meta_kubernetes_pod_{what}" for what in KEPT} <= kept:
                    yield f"{name}: {job['job_name']} must keep one namespace, one app, running pods and one port name"
        if configuration["global"]["sample_limit"] <= warned:
            yield f"{name}: sample_limit must be above samples_max of settings.yml, {warned}"
    for path in [*CONFIGURATIONS, "alertmanager.yml"]:
        for match in SECRET_KEYS.finditer((HERE / path).read_text()):
            yield f"{path}: {match[1]} must be a file"
    operated = set()
    for path in (HERE / "operator").glob("*.yml"):
        for monitor in yaml.safe_load_all(path.read_text()):
            for endpoint in monitor["spec"].get("endpoints") or monitor["spec"]["podMetricsEndpoints"]:
                operated |= {r["replacement"] for r in endpoint["relabelings"] if r.get("targetLabel") == "job"}
    if operated != JOBS:
        yield f"operator/: the jobs are {sorted(operated)}, not {sorted(JOBS)}"


def operator_has_the_rules(rules):
    settings = generate.Settings(load("settings.yml"))
    resource = yaml.safe_load(generate.operator(generate.build(settings), "kyc"))
    if [rule for group in resource["spec"]["groups"] for rule in group["rules"]] != rules:
        yield "generate.py operator: not the rules of rules/"
    names = [group["name"] for group in resource["spec"]["groups"]]
    if len(names) != len(set(names)):
        yield "generate.py operator: two groups of one name"


def main():
    rules = mutate.Rules().rules
    checks = [alerts_are_complete, recordings_are_read, expressions_are_unique, alerts_are_tested, alerts_have_runbooks, links_lead_to_runbooks,
              readme_lists_the_alerts, configurations_agree, operator_has_the_rules]
    faults = [fault for check in checks for fault in check(rules)]
    for fault in faults:
        print(f"lint.py: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
