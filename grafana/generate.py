#!/usr/bin/python3
"""Writes the dashboards from boards/*.py and prometheus/settings.yml.

usage: generate.py [--out DIR]     writes dashboards/*.json
       generate.py check           fails if dashboards/ is not what the sources yield
"""
import importlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def build():
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    names = sorted(path.stem for path in (HERE / "boards").glob("*.py"))
    return {f"{name}.json": json.dumps(importlib.import_module(f"boards.{name}").BOARD, indent=1, ensure_ascii=False) + "\n"
            for name in names}


def main(arguments):
    texts, out = build(), HERE / "dashboards"
    if arguments == ["check"]:
        kept = {path.name: path.read_text() for path in out.glob("*.json")}
        different = sorted(name for name in kept.keys() | texts.keys() if kept.get(name) != texts.get(name))
        if different:
            sys.exit(f"dashboards/ is not what boards/ and settings.yml yield: {', '.join(different)}; run grafana/generate.py")
        return
    if arguments[:1] == ["--out"] and len(arguments) == 2:
        out = pathlib.Path(arguments[1])
    elif arguments:
        sys.exit(__doc__)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / name).write_text(text)


if __name__ == "__main__":
    main(sys.argv[1:])
