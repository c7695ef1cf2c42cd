"""The building blocks of the dashboards: panels, rows, and the document around them. boards/*.py says what is on each.

In an expression <name> stands for a value of prometheus/settings.yml, or for one of WORDS.
"""
import pathlib
import re
import zlib

import yaml

HERE = pathlib.Path(__file__).resolve().parent
SETTINGS = yaml.safe_load((HERE.parent / "prometheus" / "settings.yml").read_text())
WORDS = {
    "me": 'job="$job",instance=~"$instance"',    # the chosen instances of the gateway
    "all": 'job="$job"',                         # all of them, as the recording rules have it
    "run": 'job="$batch_job",shard=~"$shard"',   # the chosen shards of the latest re-verification
    "rate": "$__rate_interval",
    "bound": f'le=~"{SETTINGS["latency_objective"]}(\\\\.0)?"',  # Prometheus 2 keeps 8, Prometheus 3 makes it 8.0
}

# Green, amber and red mean better or worse than an objective, or than an alert's threshold. Of series only two outcomes have them:
# VERIFIED is green and ERROR red, on every dashboard.
GREEN, AMBER, RED = "green", "orange", "red"
NEUTRAL = "#8AB8FF"
BLUE, PURPLE, CYAN, SAND, GREY, PINK, INDIGO = "#5794F2", "#B877D9", "#6ED0E0", "#C8B08A", "#9FA7B3", "#FF9EC9", "#705DA0"
STATUS = {"VERIFIED": GREEN, "REJECTED": PURPLE, "MANUAL_REVIEW": CYAN, "ERROR": RED}
MODULES = {"liveness": BLUE, "ocr": PURPLE, "face_match": CYAN, "antifraud": SAND, "decision": GREY}
OUTCOMES = {"error": PINK, "timeout": PURPLE, "rejected": SAND, "cancelled": GREY, "skipped": INDIGO}
ATTACKS = {"photo": BLUE, "screen": CYAN, "mask": SAND, "deepfake": PURPLE, "other": GREY}
QUANTILES = {"p50": CYAN, "p95": BLUE, "p99": PURPLE}

# The last bound of each histogram, in seconds. A quantile beyond it comes out as the bound itself.
LAST_BOUND = {
    "kyc_verification_duration_seconds": 15, "kyc_module_duration_seconds": 8, "kyc_reverification_duration_seconds": 15,
    "http_request_duration_seconds": 8, "http_request_duration_highr_seconds": 60, "kyc_history_commit_duration_seconds": 1}

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
PER_SECOND, PER_MINUTE = "suffix:/s", "suffix:/min"


def fill(text):
    """The text with each <name> replaced; an unknown name is a mistake."""
    def value(match):
        name = match[1]
        if name in WORDS:
            return WORDS[name]
        return f"{SETTINGS[name]}"
    return re.sub(r"<(\w+)>", value, text)


def percent(share):
    return f"{share * 100:g} %"


def q(expr, legend="", instant=False, table=False):
    """One query of a panel."""
    target = {"datasource": DATASOURCE, "expr": fill(" ".join(expr.split())), "legendFormat": legend,
              "editorMode": "code", "range": not (instant or table), "instant": instant or table}
    if table:
        target["format"] = "table"
    return target


def quantile(share, buckets, by="", window="<rate>"):
    """A quantile over instances: summed by bucket before it is taken."""
    group = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({group}) (rate({buckets}[{window}]))) >= 0"   # without traffic: nothing, not NaN


def without_data(text):
    """What a panel shows without data, in grey: the thresholds' lowest colour would call it good or bad."""
    return {"type": "special", "options": {"match": "null+nan", "result": {"text": text, "color": GREY, "index": 0}}}


def beyond(targets):
    """Mappings for quantiles in the last, open bucket: "> 8 s" where the number would be 8."""
    families = {name for target in targets for name in re.findall(r"histogram_quantile\(.*?(\w+)_bucket", target["expr"])}
    bounds = sorted({LAST_BOUND[name] for name in families & LAST_BOUND.keys()})
    return [{"type": "range", "options": {"from": bound, "to": None, "result": {"text": f"> {bound} s", "index": 1}}} for bound in bounds]


def steps(*pairs):
    """Thresholds: the colour below all of them first, then (value, colour)."""
    base, *rest = pairs
    return {"mode": "absolute", "steps": [{"value": None, "color": base}, *({"value": value, "color": color} for value, color in rest)]}


def override(name, **properties):
    """Properties of one series; its name is a legend, or a table's column."""
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": {"cell": "custom.cellOptions"}.get(key, key), "value": value} for key, value in properties.items()]}


def colored(colors):
    return [override(name, color={"mode": "fixed", "fixedColor": color}) for name, color in colors.items()]


def panel(kind, title, description, targets, unit, w, h, defaults, options, colors=None, overrides=(), links=(), **rest):
    for letter, target in zip("ABCDEFGHIJ", targets):
        target["refId"] = letter
    mappings = [*defaults.pop("mappings", []), *beyond(targets)]
    if "noValue" in defaults:
        mappings.append(without_data(defaults["noValue"]))
    field = {"unit": unit, **defaults, **({"mappings": mappings} if mappings else {})}
    return {
        "id": 1000 + zlib.crc32(title.encode()) % 1000000,   # of the title: links to a panel survive its neighbours
        "type": kind, "title": title, "description": fill(" ".join(description.split())), "datasource": DATASOURCE,
        "gridPos": {"w": w, "h": h}, "targets": list(targets),
        "fieldConfig": {"defaults": field, "overrides": colored(colors or {}) + list(overrides)},
        "options": options, "links": list(links), **rest}


def graph(title, description, *targets, unit, w=12, h=8, colors=None, color=None, limits=None, soft_max=None, top=None,
          legend="bottom", links=(), decimals=None, step=False, interval="15s", overrides=()):
    """A time series, no finer than a scrape. `limits` are drawn as dashed lines; series keep their own colours."""
    custom = {"drawStyle": "line", "lineWidth": 2, "fillOpacity": 0, "lineInterpolation": "stepAfter" if step else "linear",
              "showPoints": "never", "spanNulls": False, "thresholdsStyle": {"mode": "dashed" if limits else "off"}}
    if soft_max is not None:
        custom["axisSoftMax"] = soft_max
    defaults = {"min": 0, "custom": custom,
                "color": {"mode": "fixed", "fixedColor": color} if color else {"mode": "shades", "fixedColor": NEUTRAL},
                "thresholds": limits or steps("transparent")}
    if top is not None:
        defaults["max"] = top
    if decimals is not None:
        defaults["decimals"] = decimals
    options = {"legend": {"showLegend": True, "displayMode": "table" if legend == "right" else "list", "placement": legend,
                          "calcs": ["lastNotNull", "max"] if legend == "right" else []},
               "tooltip": {"mode": "multi", "sort": "desc"}}
    return panel("timeseries", title, description, targets, unit, w, h, defaults, options, colors, overrides, links, interval=interval)


def stat(title, description, *targets, unit, w=4, h=4, limits=None, overrides=(), links=(), mappings=None, empty=None, decimals=None,
         names=False, lines=False):
    """One number, or a few. Asked for now and not over the range: the last value of a series that ended is no news."""
    for target in targets:
        target.update(instant=True, range=False)
    defaults = {"color": {"mode": "thresholds"}, "thresholds": limits or steps(NEUTRAL)}
    if mappings:
        defaults["mappings"] = mappings
    if empty:
        defaults["noValue"] = empty
    if decimals is not None:
        defaults["decimals"] = decimals
    options = {"colorMode": "value", "graphMode": "none", "justifyMode": "auto" if lines else "center", "orientation": "horizontal" if lines else "auto",
               "textMode": "value_and_name" if names else "value", "wideLayout": lines, "showPercentChange": False,
               "percentChangeColorMode": "standard",
               "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return panel("stat", title, description, targets, unit, w, h, defaults, options, None, overrides, links)


def bars(title, description, *targets, unit, w=8, h=7, limits=None, colors=None, top=None, empty=None, decimals=None, links=()):
    """Horizontal bars, one for each series, as they are now."""
    for target in targets:
        target.update(instant=True, range=False)
    defaults = {"min": 0, "color": {"mode": "thresholds"}, "thresholds": limits or steps(NEUTRAL)}
    for key, value in (("max", top), ("noValue", empty), ("decimals", decimals)):
        if value is not None:
            defaults[key] = value
    options = {"orientation": "horizontal", "displayMode": "basic", "valueMode": "color", "namePlacement": "auto", "showUnfilled": True,
               "sizing": "auto", "minVizHeight": 16, "minVizWidth": 8, "maxVizHeight": 40, "text": {"titleSize": 14, "valueSize": 18},
               "legend": {"showLegend": False, "displayMode": "list", "placement": "bottom", "calcs": []},
               "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return panel("bargauge", title, description, targets, unit, w, h, defaults, options, colors, (), links)


def table(title, description, *targets, unit="short", w=12, h=8, transformations=(), overrides=(), empty=None, decimals=None):
    defaults = {"color": {"mode": "fixed", "fixedColor": NEUTRAL}, "thresholds": steps("transparent"),
                "custom": {"align": "left", "cellOptions": {"type": "auto"}, "filterable": False, "inspect": False}}
    if empty:
        defaults["noValue"] = empty
    if decimals is not None:
        defaults["decimals"] = decimals
    options = {"frameIndex": 0, "showHeader": True, "cellHeight": "sm"}
    return panel("table", title, description, targets, unit, w, h, defaults, options, None, overrides,
                 transformations=list(transformations))


def row(title, *panels):
    return title, panels


def columns(order, names=(), hidden=()):
    """A table's columns in order, renamed and without the hidden ones."""
    return {"id": "organize", "options": {"excludeByName": {name: True for name in hidden},
                                          "indexByName": {name: i for i, name in enumerate(order)}, "renameByName": dict(names)}}


def to(board, title):
    """A link from a panel to another dashboard, for the same time and instances."""
    return link(title, f"/d/kyc-{board}?${{__url_time_range}}&${{datasource:queryparam}}&${{job:queryparam}}&${{instance:queryparam}}")


def link(title, url="", kind="link", tags=(), **more):
    return {"type": kind, "title": title, "url": url, "tags": list(tags), "asDropdown": False, "icon": "external link", "includeVars": False,
            "keepTime": False, "targetBlank": False, "tooltip": "", **more}


def variable(name, label, query, current, several=False):
    chosen = {"text": ["All"], "value": ["$__all"]} if several else {"text": current, "value": current}
    made = {"type": "query", "name": name, "label": label, "datasource": DATASOURCE,
            "query": {"query": query, "refId": name}, "refresh": 2, "sort": 1, "regex": "", "hide": 0, "skipUrlSync": False,
            "multi": several, "includeAll": several, "options": [], "current": chosen}
    if several:
        made["allValue"] = ".*"
    return made


GATEWAY = (variable("job", "Job", "label_values(kyc_api_auth_failures_total, job)", "kyc-gateway"),
           variable("instance", "Instance", 'label_values(kyc_api_auth_failures_total{job="$job"}, instance)', None, several=True))
# Not called job: links between dashboards carry variables along, and no gateway has this one.
BATCH = (variable("batch_job", "Job", "label_values(kyc_reverification_records, job)", "kyc-reverification"),
         variable("shard", "Shard", 'label_values(kyc_reverification_records{job="$batch_job"}, shard)', None, several=True))


def annotation(name, expr, color, title, text, tags):
    return {"name": name, "datasource": DATASOURCE, "enable": True, "hide": False, "iconColor": color,
            "target": {"refId": "Anno", "expr": fill(expr), "interval": "30s"}, "titleFormat": title,
            "textFormat": text, "tagKeys": tags, "useValueForTime": False}


# A build is news for as long as it was not there 5 minutes ago. Kept short: longer than a scrape lost, shorter than a rollback.
ANNOTATIONS = [
    annotation("Alerts", 'ALERTS{alertstate="firing",severity=~"critical|warning"}', AMBER, "{{alertname}}",
               "{{severity}} {{objective}} {{module}} {{attack_type}}", "severity,alertname"),
    annotation("Deployments", 'count by (version, revision, java_version) (kyc_build_info{job="kyc-gateway"}) '
               'unless count by (version, revision, java_version) (kyc_build_info{job="kyc-gateway"} offset 5m)', BLUE, "Deployment",
               "{{version}} ({{revision}}) on Java {{java_version}}", "version"),
]


def place(rows):
    """Panels from left to right; a new line where 24 columns are full, a row's heading above each group."""
    y, placed = 0, []
    for title, panels in rows:
        placed.append({"type": "row", "id": 1 + zlib.crc32(title.encode()) % 1000, "title": title, "collapsed": False,
                       "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}, "panels": []})
        y, x, line = y + 1, 0, 0
        for made in panels:
            w, h = made["gridPos"]["w"], made["gridPos"]["h"]
            if x + w > 24:
                y, x, line = y + line, 0, 0
            made["gridPos"] = {"x": x, "y": y, "w": w, "h": h}
            x, line = x + w, max(line, h)
            placed.append(made)
        y += line
    return placed


def dashboard(name, title, description, variables, rows, span="now-1h"):
    return {
        "uid": f"kyc-{name}", "title": title, "description": " ".join(description.split()), "tags": ["kyc"], "schemaVersion": 41,
        "version": 1, "editable": True, "graphTooltip": 1, "timezone": "", "refresh": "30s", "weekStart": "",
        "time": {"from": span, "to": "now"}, "timepicker": {}, "fiscalYearStartMonth": 0, "preload": False,
        "templating": {"list": [
            {"type": "datasource", "name": "datasource", "label": "Data source", "query": "prometheus", "regex": "", "hide": 0,
             "refresh": 1, "skipUrlSync": False, "multi": False, "includeAll": False, "options": []},
            *variables]},
        "annotations": {"list": ANNOTATIONS},
        "links": [link("KYC", kind="dashboards", tags=["kyc"], includeVars=True, keepTime=True)],
        "panels": place(rows)}
