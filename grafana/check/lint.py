#!/usr/bin/python3
"""What can be said of the dashboards without a Prometheus: identities, links, layout, queries, colours.

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

# Green, amber and red are for thresholds; a series or a category never has one of them.
ALARMING = re.compile(r"red|orange|yellow|green", re.IGNORECASE)
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
    yield from (f"{color} is for objectives, not for a series" for color in fixed if ALARMING.search(color))
    for place in (panel, *panel["targets"]):
        if place["datasource"]["uid"] != "${datasource}":
            yield f"data source {place['datasource']['uid']} instead of the variable"


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
            yield f"link {link['title']!r} leads to {target[1]}, which is none of ours"
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
    """Each alert leads to a dashboard of ours, and that one shows what the alert is about."""
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
