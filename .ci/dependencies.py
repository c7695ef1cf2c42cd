#!/usr/bin/env python3
"""Holds docs/dependencies.md against the poms and against the SBOMs in the jars.

usage: dependencies.py check    every direct dependency is listed once, with the licence that the SBOM tells; the summary is current
       dependencies.py write    writes the summary of all components by licence anew (after mvn -Dquick -Dsbom package)
"""
import collections
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "dependencies.md"
JARS = {"service": "kyc-gateway", "batch-reverify": "kyc-batch-reverify"}
BEGIN, END = "<!-- components:begin -->\n", "<!-- components:end -->\n"
POM = "{http://maven.apache.org/POM/4.0.0}"

# The same licence has several names in the poms of this world; Jersey's name those of code that it embeds as well.
NAMES = [
    (r".*\bjQuery license\b.*|.*EPL-2\.0 or (Public Domain|Modified BSD) or The GNU.*", "EPL-2.0 or GPL-2.0 with classpath exception"),
    (r"EPL-2\.0 or (GPL-2\.0-with-classpath-exception|GNU General Public License, version 2 .*)", "EPL-2.0 or GPL-2.0 with classpath exception"),
    (r"EPL-1\.0 or GNU Lesser General Public License", "EPL-1.0 or LGPL-2.1"),
    (r"EPL[- ]1\.0 or MPL[- ]2\.0", "EPL-1.0 or MPL-2.0"),
    (r"The \(New\) BSD License", "BSD-3-Clause"),
]

# Groups whose poms name a licence that the SBOM plugin takes for another one: their link tells which.
BY_LINK = {"org.jline": "BSD-3-Clause"}


def direct():
    """Direct dependencies as (artifact, is it for tests only), of both modules."""
    found = {}
    for module in JARS:
        for dependency in ElementTree.parse(ROOT / module / "pom.xml").findall(f"{POM}dependencies/{POM}dependency"):
            group, artifact, scope = (dependency.findtext(POM + tag) for tag in ("groupId", "artifactId", "scope"))
            if group != "io.kycgateway":
                name = f"{group}:{artifact}"
                found[name] = found.get(name, True) and scope == "test"
    return found


def components():
    """What the jars are made of: licence by artifact."""
    found = {}
    for module, name in JARS.items():
        jar = ROOT / module / "target" / f"{name}.jar"
        with zipfile.ZipFile(jar) as archive:
            boms = [entry for entry in archive.namelist() if entry.startswith("META-INF/sbom/") and entry.endswith(".json")]
            if boms != [f"META-INF/sbom/{name}.cdx.json"]:
                sys.exit(f"{jar.name} holds {boms or 'no SBOM'}: build with mvn -Dquick -Dsbom package")
            bom = json.load(archive.open(boms[0]))
        if "serialNumber" in bom or "timestamp" in bom["metadata"]:
            sys.exit(f"the SBOM in {jar.name} has a serial number or a time: no two builds would be equal")
        for component in bom["components"]:
            if component.get("group") != "io.kycgateway":
                found[f"{component.get('group', '')}:{component['name']}"] = licence(component)
    return found


def licence(component):
    if component.get("group") in BY_LINK:
        return BY_LINK[component["group"]]
    names = set()
    for entry in component.get("licenses", []):
        names.add(entry.get("expression") or entry["license"].get("id") or entry["license"].get("name"))
    text = " or ".join(sorted(names)) or "not told"
    return next((name for pattern, name in NAMES if re.fullmatch(pattern, text)), text)


def summary(licences):
    count = collections.Counter(licences.values())
    lines = ["| licence | components |", "|---|---|"]
    lines += [f"| {name} | {count[name]} |" for name in sorted(count, key=lambda name: (-count[name], name))]
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1:] not in (["check"], ["write"]):
        sys.exit(__doc__)
    text = LIST.read_text()
    licences = components()
    head, rest = text.split(BEGIN)
    old, tail = rest.split(END)
    if sys.argv[1] == "write":
        LIST.write_text(head + BEGIN + summary(licences) + END + tail)
        return
    problems = []
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    listed = [name for name, _, _ in rows]
    problems += [f"{name} is listed twice" for name, times in collections.Counter(listed).items() if times > 1]
    wanted = direct()
    problems += [f"{name} is no direct dependency any more" for name in listed if name not in wanted]
    problems += [f"{name} is not listed" for name in wanted if name not in listed]
    for name, told, _ in rows:
        if name in licences and licences[name] != told.strip():
            problems.append(f"{name}: the list says {told.strip()}, its pom {licences[name]}")
        if name in wanted and not wanted[name] and name not in licences:
            problems.append(f"{name} is not in the SBOMs")
    if old != summary(licences):
        problems.append("the summary by licence is not current: .ci/dependencies.py write")
    for problem in problems:
        print("docs/dependencies.md:", problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


main()
