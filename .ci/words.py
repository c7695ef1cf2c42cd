#!/usr/bin/env python3
"""Finds words in the project's files that words.txt replaces by the field's terms.

usage: words.py                every place as FILE:LINE, with the term to use instead; exit code 1 if there is one
       words.py --count        how often, by word and by folder
       words.py --self-test    that planted words are found
"""
import collections
import fnmatch
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
WORDS, ALLOWED = "words.txt", "words-allowed.txt"
# The list itself, and a text that is not ours.
EXEMPT = (f".ci/{WORDS}", f".ci/{ALLOWED}", ".ci/words.py", "LICENSE")
# Between two words: white space, and what begins a line of a comment or continues a string on the next one.
BETWEEN = r'(?:\s|\n[ \t]*(?:\*|//|#|"|\+)+[ \t]*|"[ \t]*\+?[ \t]*\n[ \t]*(?:\+[ \t]*)?f?")+'


class Mistake(Exception):
    """A line of a list that cannot be used."""


def entries(path, separator):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            left, found, right = line.partition(separator)
            if not (found and left.strip() and right.strip()):
                raise Mistake(f"{path.name}:{number}: not of the form LEFT{separator}RIGHT")
            yield left.strip(), right.strip()


def words(path):
    found = []
    for pattern, term in entries(path, " => "):
        try:
            found.append((re.compile(rf"(?<![\w-])(?:{pattern.replace(' ', BETWEEN)})(?![\w-])", re.IGNORECASE), pattern, term))
        except re.error as error:
            raise Mistake(f"{path.name}: {pattern}: {error}") from error
    return found


def files(root):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True).stdout.decode()
    for name in sorted(filter(None, listed.split("\0"))):
        path = root / name
        if name not in EXEMPT and path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                yield name, content.decode("utf-8", errors="replace")


class Hit:
    def __init__(self, name, text, match, pattern, term):
        self.name = name
        self.line = text.count("\n", 0, match.start()) + 1
        self.word = " ".join(re.findall(r"[\w'-]+", match.group()))
        self.context = text.splitlines()[self.line - 1]
        self.pattern = pattern
        self.term = term

    def __str__(self):
        return f"{self.name}:{self.line}: {self.word}: {self.term}"


def hits(root, listed):
    return [Hit(name, text, match, pattern, term) for name, text in files(root) for regex, pattern, term in listed
            for match in regex.finditer(text)]


def disallowed(found, allowed):
    """Hits that no entry allows, and the entries that allow none."""
    unused = set(allowed)
    left = []
    for hit in found:
        matching = [entry for entry in allowed if fnmatch.fnmatch(hit.name, entry[0]) and entry[1] in hit.context]
        unused.difference_update(matching)
        if not matching:
            left.append(hit)
    return left, sorted(unused)


def check(root, lists):
    left, unused = disallowed(hits(root, words(lists / WORDS)), list(entries(lists / ALLOWED, ": ")))
    return left, [f"{ALLOWED}: nothing matches {glob}: {text}" for glob, text in unused]


def count(found):
    by_word = collections.Counter(hit.word.lower() for hit in found)
    by_folder = collections.Counter("/".join(pathlib.PurePath(hit.name).parts[:-1][:5]) or "." for hit in found)
    for title, counter in (("by word", by_word), ("by folder", by_folder)):
        print(f"{title}:")
        for key, times in counter.most_common():
            print(f"{times:5}  {key}")


PLANTED = {
    "A.java": ("class A {\n  // Nobody calls it,\n  // it is given\n  // up after a while.\n"
               '  String text = "said "\n      + "below";\n}\n', ["A.java:2", "A.java:3", "A.java:5"]),
    "b.md": ("Every body and nobodyknows are other words.\n> quoted: somebody\nIt was said:\nbelow it.\n", []),
    "run": ("#!/bin/sh\n# the store is\n#   away\necho Mends\n", ["run:2", "run:4"]),
}


def self_test():
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for file, (text, _) in PLANTED.items():
            (root / file).write_text(text)
        (root / WORDS).write_text((HERE / WORDS).read_text(encoding="utf-8"))
        (root / ALLOWED).write_text("*.md: quoted: somebody\nrun: not in there\n")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        subprocess.run(["git", "add", *PLANTED], cwd=root, check=True)
        left, unused = check(root, root)
    found = sorted({f"{hit.name}:{hit.line}" for hit in left})
    wanted = sorted(place for _, places in PLANTED.values() for place in places)
    if found != wanted or len(unused) != 1:
        sys.exit(f"words.py: planted {wanted}, found {found}; unused entries: {unused}")
    print("ok    words planted for this are found, allowed ones are not")


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
        return
    if arguments not in ([], ["--count"]):
        sys.exit(__doc__)
    left, unused = check(ROOT, HERE)
    if arguments:
        count(left)
        return
    for problem in [*left, *unused]:
        print(problem)
    if left or unused:
        sys.exit(f"words.py: {len(left)} words to replace")
    print("ok    no words of .ci/words.txt")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Mistake as mistake:
        sys.exit(f"words.py: {mistake}")
