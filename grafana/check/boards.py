"""The dashboards as they are committed, for the checks: panels, queries, variables, annotations, links."""
import json
import pathlib
import re

import yaml

GRAFANA = pathlib.Path(__file__).resolve().parent.parent
RULES = GRAFANA.parent / "prometheus" / "rules"
BUILT_IN = {"__rate_interval": "1m", "__interval": "15s", "__range": "1h"}


class Query:
    """One expression of a panel, a variable or an annotation, and its place."""

    def __init__(self, board, place, expr, instant=False):
        self.board, self.place, self.expr, self.instant = board, place, expr, instant

    def __str__(self):
        return f"{self.board} / {self.place}"

    def with_values(self, values):
        """The expression with every variable replaced; one that has no value is a mistake."""
        return substitute(self.expr, values, str(self))


def substitute(text, values, where):
    def value(match):
        name = match[1] or match[2]
        if name not in values:
            raise KeyError(f"{where}: no variable ${name}")
        return values[name]
    return re.sub(r"\$(?:\{([a-z_]\w*)\}|([a-z_]\w*))", value, text)


def load(folder=GRAFANA / "dashboards"):
    """File name to dashboard."""
    return {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def panels(dashboard):
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def variables(dashboard):
    return {each["name"]: each for each in dashboard["templating"]["list"]}


def values(dashboard):
    """What the variables are when a dashboard is opened."""
    chosen = {}
    for name, variable in variables(dashboard).items():
        current = variable.get("current", {}).get("value", "")
        chosen[name] = variable["allValue"] if current == ["$__all"] else current
    return chosen


def panel_queries(dashboard):
    for panel in panels(dashboard):
        for target in panel["targets"]:
            yield Query(dashboard["title"], f"{panel['title']} {target['refId']}", target["expr"], target["instant"])


def annotation_queries(dashboard):
    for annotation in dashboard["annotations"]["list"]:
        yield Query(dashboard["title"], f"annotation {annotation['name']}", annotation["target"]["expr"])


def alerts():
    """Every alert with its expression and the dashboard that it links to."""
    for path in sorted(RULES.glob("*.yml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            for rule in group["rules"]:
                if "alert" in rule:
                    yield rule["alert"], rule["expr"], rule["annotations"].get("dashboard_url", "")


def recorded():
    """Each recorded series with its expression."""
    return {rule["record"]: rule["expr"] for path in RULES.glob("*.yml")
            for group in yaml.safe_load(path.read_text())["groups"] for rule in group["rules"] if "record" in rule}


def series_names(expr):
    """Names of series in an expression, without quotes, labels and functions."""
    bare = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", re.sub(r'"(?:[^"\\]|\\.)*"', '""', expr))
    bare = re.sub(r"\[[^\]]*\]", " ", re.sub(r"\{[^}]*\}", " ", bare))
    words = re.findall(r"(?<![\w:$])([a-zA-Z_][\w:]*)(?!\s*\(|[\w:])", bare)
    return {word for word in words if "_" in word or word in ("ALERTS", "up")}
