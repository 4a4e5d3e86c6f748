#!/usr/bin/env python3
"""The project's own lint: include fences, widths, names, dead files and links. Prints `path:line: what` and fails.

  tools/tidy/tidy.py [ROOT]
"""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import fences  # noqa: E402
import rules  # noqa: E402

_SKIPPED_DIRECTORIES = {".git", "var", "node_modules", "__pycache__"}


def read_tree(root):
    """({path: text} of all text files, set of directories), relative to root."""
    tree, directories = {}, set()
    for directory, children, names in os.walk(root):
        relative = os.path.relpath(directory, root).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        children[:] = [c for c in children if c not in _SKIPPED_DIRECTORIES
                       and not (not prefix and c.startswith("bazel-"))]
        directories.update(prefix + c for c in children)
        for name in names:
            path = os.path.join(directory, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                data = file.read()
            try:
                tree[prefix + name] = data.decode("utf-8")
            except UnicodeDecodeError:
                tree[prefix + name] = ""  # a binary: it exists, and has no lines to judge
    return tree, directories


def check(tree, directories):
    """Sorted findings (path, line, message)."""
    findings = []
    for path, text in tree.items():
        for rule in rules.FILE_RULES + (fences.include_fence,):
            findings.extend((path, line, message) for line, message in rule(path, text))
    for rule in rules.TREE_RULES:
        findings.extend(rule(tree, directories))
    return sorted(findings)


def main(arguments):
    here = os.path.dirname(os.path.realpath(__file__))
    root = arguments[0] if arguments else os.path.dirname(os.path.dirname(here))
    tree, directories = read_tree(root)
    if "WORKSPACE" not in tree:
        print("tidy: %s is not the root of the project" % root)
        return 1
    findings = check(tree, directories)
    for path, line, message in findings:
        print("%s:%d: %s" % (path, line, message))
    print("tidy: %d files, %d findings" % (len(tree), len(findings)))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
