#!/usr/bin/env python3
"""Checks what a Dockerfile says of its images, as far as that needs no engine: versions, user, JVM, start-up, SBOM.

usage: images.py DOCKERFILE [BUILD]    BUILD: a tree that was built with -Dsbom, where every file that is copied out of the build must be
       images.py --self-test DOCKERFILE    each planted mistake is found
"""
import json
import pathlib
import re
import sys

IMAGES = {"gateway": "kyc-gateway", "batch": "kyc-batch-reverify"}
JVM = ("-XX:MaxRAMPercentage=", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData")
# What -XX:AOTCache needs.
OLDEST_JDK = 25


def stages(text):
    """Instructions by stage, each as (NAME, arguments); continued lines are one."""
    found, name = {}, None
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        instruction, _, arguments = line.strip().partition(" ")
        if not instruction or instruction.startswith("#"):
            continue
        if instruction == "FROM":
            name = arguments.split()[-1]
            found[name] = []
        if name:
            found[name].append((instruction, arguments.strip()))
    return found


def last(instructions, name):
    return next((arguments for instruction, arguments in reversed(instructions) if instruction == name), "")


def problems(text):
    every = stages(text)
    for stage, instructions in every.items():
        base = instructions[0][1].split()[0]
        if base not in every and base != "scratch" and not re.search(r":\d", base):
            yield f"{stage}: {base} has no version"
    runtime = every.get("runtime", [("FROM", "")])
    jdk = re.search(r":(\d+)", runtime[0][1])
    if not jdk or int(jdk.group(1)) < OLDEST_JDK:
        yield f"runtime: the AOT cache needs a JDK {OLDEST_JDK}"
    for stage, artifact in IMAGES.items():
        instructions = every.get(stage)
        if not instructions:
            yield f"{stage}: there is no such stage"
            continue
        if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", last(instructions, "USER") or last(runtime, "USER")):
            yield f"{stage}: its user is not a number other than 0, so Kubernetes cannot tell that it is not root"
        entry = last(instructions, "ENTRYPOINT")
        words = json.loads(entry) if entry.startswith("[") else []
        if words[:1] != ["java"]:
            yield f"{stage}: the JVM is not the first process, so SIGTERM does not reach it"
        for option in JVM:
            if not any(word.startswith(option) for word in words):
                yield f"{stage}: the JVM has no {option}"
        if not last(instructions, "HEALTHCHECK"):
            yield f"{stage}: no health check, nor that there is none"
        copies = [arguments for instruction, arguments in instructions if instruction == "COPY"]
        sbom = f"/app/sbom/{artifact}.cdx.json"
        if f"--from=jars /{artifact}.cdx.json ./sbom/" not in copies:
            yield f"{stage}: the SBOM is not copied"
        labels = " ".join(arguments for instruction, arguments in instructions if instruction == "LABEL")
        if f'io.kycgateway.sbom="{sbom}"' not in labels:
            yield f"{stage}: no label io.kycgateway.sbom that names {sbom}"
    gateway = every.get("gateway", [])
    cache = re.search(r'"-XX:AOTCache=([^"]+)"', last(gateway, "ENTRYPOINT"))
    made = re.search(r"aot-cache\.sh \S+ \S+ (\S+)", " ".join(arguments for name, arguments in gateway if name == "RUN"))
    if not cache or not made or cache.group(1) != made.group(1):
        yield "gateway: it starts without the AOT cache that its build makes"
    if "-Dsbom" not in last(every.get("build", []), "RUN"):
        yield "build: it makes no SBOM"
    if not copied(every):
        yield "jars: nothing is copied from the build"


def copied(every):
    """Paths in the tree that the stage jars takes from the build."""
    words = " ".join(arguments for name, arguments in every.get("jars", []) if name == "COPY").split()
    return [word.removeprefix("/src/") for word in words if word.startswith("/src/")]


def missing(text, build):
    files = copied(stages(text))
    for name in IMAGES.values():
        for file in (f"/{name}.jar", f"/{name}.cdx.json"):
            if not any(path.endswith(file) for path in files):
                yield f"jars: no {file[1:]}"
    for path in files:
        if not (build / path).is_file():
            yield f"jars: the build makes no {path}"


PLANTED = [
    ("eclipse-temurin:25", "eclipse-temurin:21"),
    ("eclipse-temurin:25.0.3_9-jre-noble", "eclipse-temurin"),
    ("maven:3.9.11-", "maven:latest-"),
    ("USER 10001:10001", "USER kyc"),
    ("-XX:MaxRAMPercentage=65", "-Xmx512m"),
    ('"-XX:+ExitOnOutOfMemoryError", ', ""),
    ('ENTRYPOINT ["java"', 'ENTRYPOINT ["sh", "java"'),
    ("-XX:AOTCache=kyc-gateway.aot", "-XX:AOTCache=other.aot"),
    ("RUN bash aot-cache.sh", "RUN echo aot-cache"),
    ("COPY --from=jars /kyc-gateway.cdx.json ./sbom/", ""),
    ("COPY --from=jars /kyc-batch-reverify.cdx.json ./sbom/", ""),
    ('io.kycgateway.sbom="/app/sbom/kyc-gateway.cdx.json"', ""),
    ("-Dquick -Dsbom", "-Dquick"),
    ("HEALTHCHECK NONE", ""),
]


def self_test(text):
    for old, new in PLANTED:
        if old not in text:
            sys.exit(f"images.py: nothing to plant a mistake in: {old}")
        if not list(problems(text.replace(old, new))):
            sys.exit(f"images.py: does not find {old!r} as {new!r}")
    print(f"ok    Dockerfile: {len(PLANTED)} of {len(PLANTED)} planted mistakes are found")


def main(arguments):
    testing = arguments[:1] == ["--self-test"]
    path, *build = arguments[testing:]
    text = pathlib.Path(path).read_text()
    found = list(problems(text))
    for folder in build:
        found += missing(text, pathlib.Path(folder))
    for problem in found:
        print(f"{path}: {problem}", file=sys.stderr)
    if testing and not found:
        self_test(text)
    sys.exit(bool(found))


main(sys.argv[1:])
