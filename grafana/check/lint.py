#!/usr/bin/python3
"""Checks of the dashboards without a Prometheus: identities, links, layout, queries, colours.

usage: lint.py [DIR]                    checks the dashboards (of that folder)
       lint.py --expressions            every expression as a recording rule, for promtool, on standard output
"""
import collections
import itertools
import pathlib
import re
import sys

import yaml

import boards

# Green, amber and red are for thresholds; of series and categories only two outcomes of verifications have them.
ALARMING = re.compile(r"red|orange|yellow|green", re.IGNORECASE)
STATUS = {"VERIFIED": "green", "REJECTED": "#B877D9", "MANUAL_REVIEW": "#6ED0E0", "ERROR": "red"}
QUANTILE = re.compile(r"histogram_quantile\(.*?(\w+)_bucket")
SCORES = {"kyc_module_score"}   # from 0 to 1, the last bound: nothing lies beyond
SHORTEST_DESCRIPTION = 20


def check(dashboards):
    """Yields every mistake."""
    yield from identities(dashboards)
    for name, dashboard in dashboards.items():
        for panel in boards.panels(dashboard):
            for mistake in of_panel(panel, dashboard):
                yield f"{name}: {panel.get('title')}: {mistake}"
        for mistake in itertools.chain(layout(dashboard), queries(dashboard), links(dashboard, dashboards)):
            yield f"{name}: {mistake}"
    yield from shared(dashboards)
    yield from alert_links(dashboards)


def identities(dashboards):
    for name, dashboard in dashboards.items():
        if dashboard.get("uid") != f"kyc-{name.removesuffix('.json')}":
            yield f"{name}: its uid is {dashboard.get('uid')}: links lead to kyc-{name.removesuffix('.json')}"
        ids = collections.Counter(panel.get("id") for panel in dashboard["panels"])
        yield from (f"{name}: {count} panels have id {id}" for id, count in ids.items() if count > 1)


def of_panel(panel, dashboard):
    if len(panel.get("description", "")) < SHORTEST_DESCRIPTION:
        yield "no description"
    defaults = panel["fieldConfig"]["defaults"]
    if not defaults.get("unit"):
        yield "no unit"
    fixed = [defaults.get("color", {}).get("fixedColor", "")]
    fixed += [each["value"].get("fixedColor", "") for override in panel["fieldConfig"]["overrides"]
              for each in override["properties"] if each["id"] == "color"]
    of_status = [STATUS.get(override["matcher"]["options"]) for override in panel["fieldConfig"]["overrides"]]
    yield from (f"{color} is for objectives, not for a series" for color in fixed if ALARMING.search(color) and color not in of_status)
    yield from statuses(panel)
    yield from empty_is_grey(panel)
    yield from quantiles_end(panel)
    if any("[30d]" in target["expr"] and not target["expr"].startswith("clamp_min(") for target in panel["targets"]):
        yield "what is left of a budget is at least 0: clamp_min"
    for place in (panel, *panel["targets"]):
        if place["datasource"]["uid"] != "${datasource}":
            yield f"data source {place['datasource']['uid']} instead of the variable"


def properties(override):
    return {each["id"]: each["value"] for each in override["properties"]}


def statuses(panel):
    """An outcome has the same colour wherever it is a series."""
    colors = {override["matcher"]["options"]: properties(override).get("color", {}).get("fixedColor")
              for override in panel["fieldConfig"]["overrides"]}
    shown = [name for name in STATUS if any(target["legendFormat"] == "{{status}}" and "kyc_" in target["expr"]
                                            for target in panel["targets"])]
    yield from (f"{name} is {STATUS[name]}, not {colors.get(name, 'any colour')}" for name in dict.fromkeys([*shown, *(STATUS.keys() & colors.keys())])
                if colors.get(name) != STATUS[name])


def empty_is_grey(panel):
    """Without data a panel takes the thresholds' lowest colour, as if that were good or bad, unless a mapping gives it another one."""
    def mapped(mappings):
        return any(each["type"] == "special" and each["options"]["match"] == "null+nan"
                   and not ALARMING.search(each["options"]["result"].get("color", "red")) for each in mappings)
    defaults = panel["fieldConfig"]["defaults"]
    for found in (defaults, *map(properties, panel["fieldConfig"]["overrides"])):
        steps = found.get("thresholds", {}).get("steps", [])
        by_threshold = found.get("color", defaults.get("color", {})).get("mode") == "thresholds"
        if panel["type"] != "timeseries" and by_threshold and steps and ALARMING.search(steps[0]["color"]):
            if not mapped(found.get("mappings", defaults.get("mappings", []))):
                yield f"without data it is {steps[0]['color']}: a mapping of null+nan must say otherwise"
    if "noValue" in defaults and defaults.get("color", {}).get("mode") == "thresholds" and not mapped(defaults.get("mappings", [])):
        yield "its text for no data needs a mapping of null+nan with a colour"


def quantiles_end(panel):
    """A quantile in the last bucket is its bound; the panel must say that more may lie beyond."""
    families = {name for target in panel["targets"] for name in QUANTILE.findall(target["expr"])} - SCORES
    ranges = [each["options"] for each in panel["fieldConfig"]["defaults"].get("mappings", []) if each["type"] == "range"]
    if families and not any(each["to"] is None and each["result"]["text"].startswith(">") for each in ranges):
        yield f"quantiles of {', '.join(sorted(families))} end at the last bound: a range mapping must show it as more"


def layout(dashboard):
    cells = {}
    for panel in dashboard["panels"]:
        box = panel["gridPos"]
        if box["x"] + box["w"] > 24:
            yield f"{panel['title']}: wider than the grid"
        for cell in itertools.product(range(box["x"], box["x"] + box["w"]), range(box["y"], box["y"] + box["h"])):
            if cell in cells:
                yield f"{panel['title']} lies on {cells[cell]}"
                break
            cells[cell] = panel["title"]


def queries(dashboard):
    known = boards.values(dashboard) | boards.BUILT_IN
    for query in itertools.chain(boards.panel_queries(dashboard), boards.annotation_queries(dashboard)):
        try:
            query.with_values(known)
        except KeyError as error:
            yield error.args[0]
        expr = query.expr
        if re.search(r"\ble\s*=\s*\"", expr):
            yield f"{query.place}: le=\"…\" misses the other spelling of the bound, le=~\"8(\\\\.0)?\" has both"
        # A finished run's histogram never changes again: its rate is nothing.
        if re.search(r"(?:rate|increase)\(\s*kyc_reverification_duration_seconds", expr):
            yield f"{query.place}: rate() of a pushed histogram"
        # A choice of windows: the interval of the screen, or one that a rule has as well, which the description names.
        for window in re.findall(r"\[([^\]:]+)\]", expr):
            if not re.fullmatch(r"\$__rate_interval|2m|5m|10m|600s|15m|1h|1d|30d", window):
                yield f"{query.place}: window {window}: use $__rate_interval"
    for name in {"datasource"} - set(boards.variables(dashboard)):
        yield f"no variable {name}"


def links(dashboard, dashboards):
    uids = {each["uid"] for each in dashboards.values()}
    tags = {tag for each in dashboards.values() for tag in each["tags"]}
    if not dashboard["links"]:
        yield "no link to the other dashboards"
    found = list(dashboard["links"])
    for panel in boards.panels(dashboard):
        found += panel["links"]
        found += [link for override in panel["fieldConfig"]["overrides"] for each in override["properties"]
                  if each["id"] == "links" for link in each["value"]]
    for link in found:
        target = re.match(r"/d/([\w-]+)", link.get("url", ""))
        if target and target[1] not in uids:
            yield f"link {link['title']!r} leads to {target[1]}, which is no dashboard here"
        if link.get("type") == "dashboards" and not tags.issuperset(link["tags"]):
            yield f"link {link['title']!r}: no dashboard has tag {', '.join(link['tags'])}"


def shared(dashboards):
    places = collections.defaultdict(list)
    for dashboard in dashboards.values():
        for query in boards.panel_queries(dashboard):
            places[query.expr].append(query)
    for expr, shown in places.items():
        if len(shown) > 1:
            yield f"the same query in {' and '.join(map(str, shown))}: {expr}"


def alert_links(dashboards):
    """Each alert leads to one of the dashboards, and that one shows what the alert is about."""
    recorded = boards.recorded()

    def families(expr):
        names = boards.series_names(expr)
        return names | {inner for name in names & recorded.keys() for inner in boards.series_names(recorded[name])}

    shown = {dashboard["uid"]: set().union(*(families(query.expr) for query in boards.panel_queries(dashboard)))
             for dashboard in dashboards.values()}
    for name, expr, url in boards.alerts():
        uid = url.rsplit("/", 1)[-1]
        if uid not in shown:
            yield f"alert {name} leads to {url}: no dashboard has that uid"
        elif boards.series_names(expr) and not families(expr) & shown[uid]:
            yield f"alert {name} leads to {uid}, which shows none of {', '.join(sorted(families(expr)))}"


def expressions(dashboards):
    """Each expression as a rule: promtool type-checks it."""
    rules = []
    for dashboard in dashboards.values():
        known = boards.values(dashboard) | boards.BUILT_IN
        for query in itertools.chain(boards.panel_queries(dashboard), boards.annotation_queries(dashboard)):
            rules.append({"record": f"check:{re.sub(r'[^a-zA-Z0-9]+', '_', str(query))}", "expr": query.with_values(known)})
    return {"groups": [{"name": "dashboards", "rules": rules}]}


def main(arguments):
    if arguments == ["--expressions"]:
        yaml.safe_dump(expressions(boards.load()), sys.stdout, width=1000)
        return
    dashboards = boards.load(*map(pathlib.Path, arguments))
    mistakes = list(check(dashboards))
    print("\n".join(mistakes), file=sys.stderr)
    sys.exit(1 if mistakes or not dashboards else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
