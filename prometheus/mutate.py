#!/usr/bin/python3
"""Breaks every rule in turn and counts how often the rule tests detect it.

usage: mutate.py [--jobs N] [--least PERCENT] [--rule NAME]... [--list]

A mutant is one change to one rule: a comparison turned round, a threshold doubled or halved, a window or a waiting time three times or a
third as long, a label matcher negated, thinned or dropped, a label lost from a grouping, a set operator or an aggregation exchanged, rate
or increase taken for delta, which knows no counter resets. Every use of one window in a rule changes together, as it would in
settings.yml, and so does every use of one job. An alert's mutants run against the test groups named after it, a recording rule's
against those of the alerts that read it. Exit code 1 if fewer than PERCENT are caught; survivors that survivors.yml explains count as
survivors all the same.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

import generate

HERE = pathlib.Path(__file__).resolve().parent
# promtool spends half of its time collecting garbage that a process of a second need not collect.
QUICK = {"GOGC": "off", "GOMEMLIMIT": "400MiB"}
OPPOSITE = {">": "<", "<": ">", ">=": "<", "<=": ">", "==": "!=", "!=": "=="}
NEGATED = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}
EXCHANGED = {"and": "or", "or": "and", "unless": "and", "sum": "max", "max": "min", "count": "sum", "rate": "delta",
             "increase": "delta", "changes": "resets", "/": "*", "*": "/", "+": "-", "-": "+"}

MATCHERS = re.compile(r"\{([^{}]*)\}")
MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)("(?:[^"\\]|\\.)*")')
GROUPING = re.compile(r"\bby \(([^)]*)\)")
RANGE = re.compile(r"\[(\w+)\]")
OFFSET = re.compile(r"\boffset (\w+)")
# What lies outside of braces, brackets, quotes and names.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\{[^{}]*\}|\[\w+\]|offset \w+|(?P<number>(?<![\w.:])\d+(?:\.\d+)?(?![\w.:]))'
                   r"|(?P<compare>[><]=?|==|!=)|(?P<word>[A-Za-z_:][\w:]*)|(?P<sign>[-+*/])")


def replaced(text, match, new, group=0):
    return text[:match.start(group)] + new + text[match.end(group):]


def stretched(duration, factor):
    return f"{round(generate.seconds(duration) * factor * 1000)}ms"


def mutants(expr):
    """Pairs of a description and a broken expression."""
    for match in TOKEN.finditer(expr):
        at = f"at {match.start()}"
        if number := match["number"]:
            for new in (["1"] if float(number) == 0 else [f"{float(number) * 2:g}", f"{float(number) / 2:g}"]):
                yield f"{number} -> {new} {at}", replaced(expr, match, new)
        elif compare := match["compare"]:
            yield f"{compare} -> {OPPOSITE[compare]} {at}", replaced(expr, match, OPPOSITE[compare])
        elif match["sign"] or match["word"] in EXCHANGED:
            new = EXCHANGED[match[0]]
            yield f"{match[0]} -> {new} {at}", replaced(expr, match, new)
    for braces in MATCHERS.finditer(expr):
        for match in MATCHER.finditer(expr, braces.start(), braces.end()):
            at = f"at {match.start()}"
            yield f"{match[0]} negated {at}", replaced(expr, match, match[1] + NEGATED[match[2]] + match[3])
            if match[1] not in ("__name__", "job"):
                end = match.end() + (expr[match.end()] == ",")
                yield f"{match[0]} dropped {at}", expr[:match.start()] + expr[end:]
            words = match[3].strip('"').split("|")
            if len(words) > 1 and "(" not in match[3]:
                for word in words:
                    thinned = "|".join(other for other in words if other != word)
                    yield f"{match[0]} without {word} {at}", replaced(expr, match, f'{match[1]}{match[2]}"{thinned}"')
    # Each job matcher alone is idle where both sides of an operator have one and join on job: what counts is that all are there.
    for job in dict.fromkeys(re.findall(r'job="[^"]*"', expr)):
        yield f"{job} dropped throughout", re.sub(rf"{job},?", "", expr)
    for match in GROUPING.finditer(expr):
        labels = match[1].split(", ")
        for label in labels:
            fewer = ", ".join(other for other in labels if other != label)
            yield f"by ({match[1]}) without {label} at {match.start()}", replaced(expr, match, f"by ({fewer})")
    for pattern, form in ((RANGE, "[{}]"), (OFFSET, "offset {}")):
        for duration in dict.fromkeys(pattern.findall(expr)):
            for factor in (3, 1 / 3):
                new = stretched(duration, factor)
                yield f"{form.format(duration)} -> {new}", expr.replace(form.format(duration), form.format(new))


def broken(rule):
    for what, expr in mutants(rule["expr"]):
        yield what, {**rule, "expr": expr}
    for key in ("for", "keep_firing_for"):
        if key in rule:
            yield f"{key} dropped", {k: v for k, v in rule.items() if k != key}
            yield f"{key}: {rule[key]} -> three times", {**rule, key: stretched(rule[key], 3)}


def name_of(rule):
    return rule.get("alert") or rule["record"]


def row_of(rule):
    """Which one of several alerts of the same name, as test groups call it: "AvailabilityBudgetBurn 1h"."""
    labels = rule.get("labels", {})
    return labels.get("window") or (labels.get("job") if "alert" in rule else None)


def title(rule):
    return f"{name_of(rule)} {row_of(rule)}" if row_of(rule) else name_of(rule)


class Rules:
    """All the rules of all the files, and which reads which."""

    def __init__(self):
        self.by_file = {path.name: yaml.safe_load(path.read_text()) for path in sorted((HERE / "rules").glob("*.yml"))}
        self.rules = [rule for document in self.by_file.values() for group in document["groups"] for rule in group["rules"]]
        self.records = {rule["record"]: rule for rule in self.rules if "record" in rule}

    def reads(self, rule):
        """The recording rules that a rule needs, its own name among them if it reads its own past."""
        found, todo = {}, [rule]
        while todo:
            for name in re.findall(r"\w+:\w+:\w+", todo.pop()["expr"]):
                if name not in found:
                    found[name] = self.records[name]
                    todo.append(self.records[name])
        return found

    def judged_by(self, rule):
        """The alerts whose tests judge a rule: itself, or all that read it."""
        if "alert" in rule:
            return [rule]
        return [other for other in self.rules if "alert" in other and rule["record"] in self.reads(other)]

    def files(self, rule, changed):
        """The rule files with `changed` in place of `rule` and without all that its judges do not need: most of a run is evaluation."""
        judges = self.judged_by(rule)
        needed = {id(judge) for judge in judges} | {id(rule)}
        needed |= {id(record) for judge in judges for record in self.reads(judge).values()}
        return {name: {"groups": [
            {**group, "rules": [changed if r is rule else r for r in group["rules"] if id(r) in needed]} for group in document["groups"]]}
            for name, document in self.by_file.items()}


def test_groups(rules, rule):
    """Test file and name of each test group that judges a rule, those in which alerts fire first: they detect most."""
    titles = tuple(f"{title(judge)}:" for judge in rules.judged_by(rule))
    found = []
    for path in sorted((HERE / "tests").glob("*.yml")):
        for group in yaml.safe_load(path.read_text())["tests"]:
            if group["name"].startswith(titles):
                fires = any(case.get("exp_alerts") for case in group.get("alert_rule_test", []))
                found.append((not fires, path.name, group["name"]))
    if not found:
        sys.exit(f"mutate.py: no test group is named {' or '.join(titles)}")
    return [(file, name) for _, file, name in sorted(found)]


def tested(files, groups):
    """promtool's exit code and output for these test groups against these rule files."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "rules").mkdir()
        for name, document in files.items():
            (root / "rules" / name).write_text(generate.dump(document))
        os.symlink(HERE / "tests", root / "tests")
        names = "|".join(re.escape(name) for _, name in groups)
        tests = [str(root / "tests" / file) for file in sorted({file for file, _ in groups})]
        run = subprocess.run([os.environ.get("PROMTOOL", "promtool"), "test", "rules", "--run", f"^({names})$", *tests],
                             capture_output=True, text=True, env={**QUICK, **os.environ})
        return run.returncode, run.stdout + run.stderr


def verdict(files, groups):
    """caught, survived, or invalid: does not parse, so that no test is needed."""
    for some in (groups[:1], groups[1:]):
        code, output = tested(files, some) if some else (0, "")
        if "could not parse expression" in output or "parse error" in output:
            return "invalid"
        if code:
            return "caught"
    return "survived"


def explanation(reasons, survivor):
    """Why a survivor is equivalent, from survivors.yml."""
    return next((entry["why"] for entry in reasons if re.fullmatch(entry["mutant"], survivor)), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--least", type=float, default=95)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--list", action="store_true", help="print each mutant and its verdict")
    options = parser.parse_args()
    counts = {"caught": 0, "survived": 0, "invalid": 0}
    survivors = []
    rules = Rules()
    chosen = [rule for rule in rules.rules if not options.rule or name_of(rule) in options.rule]
    groups = {id(rule): test_groups(rules, rule) for rule in chosen}
    jobs = [(rule, what, changed) for rule in chosen for what, changed in broken(rule)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        intact = pool.map(lambda rule: tested(rules.files(rule, rule), groups[id(rule)]), chosen)
        for rule, (code, output) in zip(chosen, intact):
            if code:
                sys.exit(f"mutate.py: the tests of {title(rule)} fail without any mutation:\n{output}")
        fates = pool.map(lambda job: verdict(rules.files(job[0], job[2]), groups[id(job[0])]), jobs)
        for (rule, what, _), fate in zip(jobs, fates):
            counts[fate] += 1
            if options.list:
                print(f"{fate:9} {title(rule)}: {what}", flush=True)
            if fate == "survived":
                survivors.append((title(rule), what))
    reasons = yaml.safe_load((HERE / "survivors.yml").read_text())
    for name, what in survivors:
        why = explanation(reasons, f"{name}: {what}")
        print(f"survived  {name}: {what}" + (f"   # {why}" if why else "   # not explained"))
    judged = counts["caught"] + counts["survived"]
    share = 100 * counts["caught"] / judged if judged else 0
    print(f"{judged} mutants, {counts['caught']} caught ({share:.1f} %), {counts['survived']} survived; "
          f"{counts['invalid']} more do not parse and are not counted")
    if share < options.least:
        sys.exit(f"mutate.py: fewer than {options.least:g} % caught")


if __name__ == "__main__":
    main()
