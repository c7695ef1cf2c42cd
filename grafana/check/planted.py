#!/usr/bin/python3
"""Plants one mistake at a time into the dashboards: each must be found, or the checks see less than they say.

usage: planted.py                those of lint.py, checked here
       planted.py schema DIR     writes a dashboard with a mistake each into DIR, for schema.mjs, which must object to every one
       planted.py expressions    rules with an expression that does not type-check, for promtool
"""
import copy
import json
import pathlib
import sys

import boards
import lint


def first(dashboards, kind):
    return next(panel for panel in boards.panels(dashboards["overview.json"]) if panel["type"] == kind)


def named(dashboards, title):
    return next(panel for panel in boards.panels(dashboards["overview.json"]) if panel["title"] == title)


def budget(dashboards):
    return named(dashboards, "Error budget left")


def outcomes(dashboards):
    return named(dashboards, "Outcomes")


def custom(dashboards, **more):
    first(dashboards, "timeseries")["fieldConfig"]["defaults"]["custom"].update(more)


LINT = {
    "its uid is": lambda d: d["fraud.json"].update(uid="kyc-frauds"),
    "panels have id": lambda d: first(d, "stat").update(id=first(d, "table")["id"]),
    "no description": lambda d: first(d, "stat").update(description=""),
    "no unit": lambda d: first(d, "stat")["fieldConfig"]["defaults"].update(unit=""),
    "is for objectives": lambda d: first(d, "timeseries")["fieldConfig"]["defaults"].update(color={"mode": "fixed", "fixedColor": "red"}),
    "instead of the variable": lambda d: first(d, "stat")["targets"][0].update(datasource={"type": "prometheus", "uid": "mine"}),
    "lies on": lambda d: first(d, "table")["gridPos"].update(first(d, "timeseries")["gridPos"]),
    "wider than": lambda d: first(d, "table")["gridPos"].update(x=20),
    "without data it is": lambda d: budget(d)["fieldConfig"]["defaults"].pop("mappings"),
    "its text for no data": lambda d: first(d, "stat")["fieldConfig"]["defaults"].pop("mappings"),
    "at least 0: clamp_min": lambda d: budget(d)["targets"][0].update(expr="1 - sum(increase(kyc_verifications_total[30d]))"),
    "end at the last bound": lambda d: first(d, "timeseries")["fieldConfig"]["defaults"].pop("mappings"),
    "ERROR is red, not blue": lambda d: outcomes(d)["fieldConfig"]["overrides"][3]["properties"][0]["value"].update(fixedColor="blue"),
    "ERROR is red, not any colour": lambda d: outcomes(d)["fieldConfig"]["overrides"].pop(),
    "no variable $jobs": lambda d: first(d, "stat")["targets"][0].update(expr='sum(up{job="$jobs"})'),
    "the other spelling": lambda d: first(d, "stat")["targets"][0].update(expr='x_bucket{le="8"}'),
    "of a pushed histogram": lambda d: first(d, "stat")["targets"][0].update(expr="rate(kyc_reverification_duration_seconds_sum[5m])"),
    "use $__rate_interval": lambda d: first(d, "stat")["targets"][0].update(expr="rate(http_requests_total[3m])"),
    "which is no dashboard here": lambda d: first(d, "timeseries")["links"][0].update(url="/d/kyc-pipelines"),
    "no dashboard has tag": lambda d: d["fraud.json"]["links"][0].update(tags=["kyc2"]),
    "the same query in": lambda d: first(d, "timeseries")["targets"][0].update(expr=first(d, "stat")["targets"][0]["expr"]),
    "no dashboard has that uid": lambda d: d.pop("fraud.json"),
    "which shows none of": lambda d: d["service.json"].update(panels=d["service.json"]["panels"][:2]),
}
SCHEMA = {
    "unknown-option": lambda d: first(d, "stat")["options"].update(colourMode="value"),
    "unknown-value": lambda d: first(d, "stat")["options"].update(colorMode="values"),
    "option-of-another-kind": lambda d: first(d, "table")["options"].update(graphMode="none"),
    "unknown-custom": lambda d: custom(d, lineWith=2),
    "wrong-custom": lambda d: custom(d, drawStyle="lines"),
    "wrong-axis": lambda d: outcomes(d)["fieldConfig"]["overrides"][0]["properties"].append({"id": "custom.axisPlacement", "value": "up"}),
    "unknown-kind": lambda d: first(d, "stat").update(type="singlestat"),
    "no-unit": lambda d: first(d, "stat")["fieldConfig"]["defaults"].pop("unit"),
    "number-as-query": lambda d: first(d, "stat")["targets"][0].update(expr=1),
    "word-as-threshold": lambda d: first(d, "stat")["fieldConfig"]["defaults"]["thresholds"]["steps"][0].update(value="none"),
    "unknown-key": lambda d: d["overview.json"].update(tag=["kyc"]),
    "unknown-transformation": lambda d: first(d, "table")["transformations"][0].update(id="organise"),
    "annotation-without-target": lambda d: d["overview.json"]["annotations"]["list"][0].pop("target"),
    "unknown-variable-key": lambda d: d["overview.json"]["templating"]["list"][1].update(multiple=True),
}


def planted(dashboards, mistake):
    broken = copy.deepcopy(dashboards)
    mistake(broken)
    return broken


def main(arguments):
    dashboards = boards.load()
    if arguments[:1] == ["schema"]:
        for name, mistake in SCHEMA.items():
            (pathlib.Path(arguments[1]) / f"{name}.json").write_text(json.dumps(planted(dashboards, mistake)["overview.json"]))
        return
    if arguments == ["expressions"]:
        print("groups: [{name: planted, rules: [{record: check:planted, expr: 'rate(up)'}]}]")
        return
    unseen = [expected for expected, mistake in LINT.items()
              if not any(expected in found for found in lint.check(planted(dashboards, mistake)))]
    print("\n".join(f"planted and not found: {expected!r}" for expected in unseen), file=sys.stderr)
    sys.exit(1 if unseen else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
