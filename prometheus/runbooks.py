#!/usr/bin/python3
"""The queries of all runbooks, and a test that runs each of them on data.

usage: runbooks.py [FOLDER]     prints a test file for `promtool test rules`: every query must have a result on samples.yml

A query is a block marked ```promql, or an inline code span that names a series. promtool evaluates them with Prometheus' own engine:
one that is well-formed and still fails on data, such as for duplicate series, fails there.
"""
import itertools
import pathlib
import re
import sys

import yaml

import generate

HERE = pathlib.Path(__file__).resolve().parent
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)\n *```$", re.M | re.S)   # also within a list
SPAN = re.compile(r"`([^`\n]+)`")
SERIES = re.compile(r"\b(?:(?:kyc|http|jvm|process|push|pushgateway|prometheus|alertmanager)_\w+|\w+:kyc_\w+|up\{)")
# What the reader of a runbook fills in.
PLACEHOLDERS = {"MODULE": "ocr", "JOB": "kyc-gateway", "INSTANCE": "gateway-1:8081"}
COUNTER = "0+3x20"
AT = "19m"   # the batch of samples.yml has ended, and its targets have been down for some minutes


def blocks(text):
    """Language and content of each fenced block."""
    return BLOCK.findall(text)


def queries(text):
    """The queries of one runbook, placeholders filled in."""
    found = [content for language, content in blocks(text) if language == "promql"]
    found += [span for span in SPAN.findall(BLOCK.sub("", text)) if SERIES.search(span)]
    return [re.sub("|".join(PLACEHOLDERS), lambda match: PLACEHOLDERS[match[0]], query) for query in found]


def series(group):
    """promtool's input series for one group of samples.yml."""
    for family, options in group["families"].items():
        own = {name: values for name, values in options.items() if name not in ("value", "buckets")}
        labels = {**group["labels"], **own}
        for values in itertools.product(*labels.values()):
            chosen = dict(zip(labels, values))
            if "buckets" not in options:
                yield {"series": spelled(family, chosen), "values": options.get("value", COUNTER)}
                continue
            bounds = [*map(float, options["buckets"]), "+Inf"]
            for rank, bound in enumerate(bounds, 1):
                yield {"series": spelled(f"{family}_bucket", {**chosen, "le": str(bound)}), "values": f"0+{rank}x20"}
            yield {"series": spelled(f"{family}_count", chosen), "values": f"0+{len(bounds)}x20"}
            yield {"series": spelled(f"{family}_sum", chosen), "values": COUNTER}


def spelled(name, labels):
    return name + "{" + ",".join(f'{key}="{value}"' for key, value in labels.items() if value) + "}"


def tests(folder):
    samples = yaml.safe_load((HERE / "samples.yml").read_text())
    inputs = [each for group in samples for each in series(group)]
    cases = [{"expr": f"count({query}) > bool 0", "eval_time": AT, "exp_samples": [{"labels": "{}", "value": 1}]}
             for path in sorted(folder.glob("*.md")) for query in queries(path.read_text())]
    # One group, since the rules are evaluated once for each.
    group = {"name": "queries of the runbooks", "interval": "1m", "input_series": inputs, "promql_expr_test": cases}
    return {"rule_files": [str(path) for path in sorted((HERE / "rules").glob("*.yml"))], "evaluation_interval": "1m", "tests": [group]}


if __name__ == "__main__":
    print(generate.dump(tests(pathlib.Path(*sys.argv[1:]) if sys.argv[1:] else HERE / "runbooks")), end="")
