"""Rules that look at one file, or at the tree, and need no compiler.

A rule of one file is a function (path, text) -> iterable of (line number, message); `path` is relative to the root
with forward slashes. A rule of the tree gets the whole {path: text} and yields (path, line number, message).
"""

import posixpath
import re

COLUMNS_MAX = 120
LINES_MAX = 600

CPP = (".h", ".cc")
CODE = CPP + (".proto", ".py", ".sh", ".bzl", ".bazel")

# Spelled in halves so that this file passes its own rules.
_LEFTOVER = re.compile(r"\b(%s)\b" % "|".join(("TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK")))
_OUTSIDE = re.compile(r"\.\./" r"shared\b|(?<![\w.])/" r"(?:work|farm|root)/")

# What is banned in C++, and what to use for it.
_BANNED = (
    (re.compile(r"\bstd::regex\b|#\s*include\s*<regex>"), "std::regex is slow and throws; parse by hand"),
    (re.compile(r"\babsl::(?:Mutex|MutexLock|Notification|CondVar)\b|absl/synchronization/"),
     "absl::Mutex gives false tsan reports here; use onhand::Mutex of storage/base/mutex.h"),
)


def is_code(path):
    return path.endswith(CODE) or _is_script(path)


def _is_script(path):
    return path.startswith(("tools/", ".ci/")) and "." not in posixpath.basename(path)


def code_of(line):
    """A C++ line without its // comment."""
    return line.split("//", 1)[0]


def line_length(path, text):
    if is_code(path):
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > COLUMNS_MAX and not (path.endswith(CPP) and 'R"' in line):  # raw strings cannot be broken
                yield number, "%d columns, more than %d" % (len(line), COLUMNS_MAX)


def file_length(path, text):
    if is_code(path):
        count = text.count("\n")
        if count > LINES_MAX:
            yield count, "%d lines, more than %d: split it by idea" % (count, LINES_MAX)


def whitespace(path, text):
    if is_code(path):
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip():
                yield number, "blank at the end of the line"
            if "\t" in line:
                yield number, "tab; use spaces"
        if text and not text.endswith("\n"):
            yield text.count("\n") + 1, "no newline at the end of the file"


def leftover(path, text):
    if is_code(path) or path.endswith(".md"):
        for number, line in enumerate(text.split("\n"), 1):
            match = _LEFTOVER.search(line)
            if match:
                yield number, "%s: finish it or take it out" % match.group(1)


def outside_reference(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        match = _OUTSIDE.search(line)
        if match:
            yield number, "refers to %s, which is no part of the project" % match.group(0)


def banned_call(path, text):
    if path.endswith(CPP):
        for number, line in enumerate(text.split("\n"), 1):
            for pattern, advice in _BANNED:
                if pattern.search(code_of(line)):
                    yield number, advice


def header_guard(path, text):
    if not path.endswith(".h"):
        return
    guard = "ONHAND_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"
    for wanted in ("#ifndef " + guard, "#define " + guard, "#endif  // " + guard):
        if wanted not in text.split("\n"):
            yield 1, "wants the line `%s`" % wanted


def header_comment(path, text):
    if path.endswith(".h"):
        wanted = "// File: " + posixpath.basename(path)
        if text.split("\n", 1)[0].rstrip() != wanted:
            yield 1, "wants `%s` as its first line, then what it is for" % wanted


def one_title(path, text):
    if not path.endswith(".md"):
        return
    titles = [number for number, line in _prose(text) if re.match(r"# \S", line)]
    if not titles:
        yield 1, "has no `# title`"
    for number in titles[1:]:
        yield number, "a second `# title`"


def _prose(text):
    """Numbered lines of a Markdown document outside of code fences."""
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, line


def dead_link(tree, directories):
    """Tree rule: relative links of Markdown documents lead somewhere."""
    for path, text in sorted(tree.items()):
        if not path.endswith(".md"):
            continue
        for number, line in _prose(text):
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
                target = target.split("#", 1)[0]
                if not target or re.match(r"[a-z]+:", target):
                    continue
                resolved = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                if resolved not in tree and resolved not in directories:
                    yield path, number, "the link %s leads nowhere" % target


def unbuilt_file(tree, directories):
    """Tree rule: every C++ file is named in the BUILD.bazel of its package, or in a macro beside it."""
    del directories
    for path in sorted(tree):
        if not path.endswith(CPP):
            continue
        package = posixpath.dirname(path)
        while package and package + "/BUILD.bazel" not in tree:
            package = posixpath.dirname(package)
        prefix = package + "/" if package else ""
        build = prefix + "BUILD.bazel"
        named_in = "".join(text for other, text in tree.items()
                           if other == build or (other.startswith(prefix) and other.endswith(".bzl")))
        name = path[len(prefix):]
        # A macro may take the name of its target for that of its source.
        target = 'name = "%s"' % posixpath.splitext(name)[0]
        if '"%s"' % name not in named_in and not (path.endswith(".cc") and target in named_in):
            yield path, 1, "is not named in %s: nothing builds it" % build


_NAMESPACE = re.compile(r"^namespace(?: ([\w:]+))? \{")
_TYPE = re.compile(r"^(?:class|struct|enum class|enum|union)(?: [A-Z_]+(?:\(\w+\))?)? (\w+)(?: final)?(?: :[^:].*)? \{")


def _named_types(text):
    """(line number, qualified name) of each type defined at the outermost level of a named namespace."""
    spaces = []
    for number, line in enumerate(text.split("\n"), 1):
        opened, kind = _NAMESPACE.match(line), _TYPE.match(line)
        if opened:
            spaces.append(opened.group(1))
        elif line.startswith("}  // namespace") and spaces:
            spaces.pop()
        elif kind and spaces and None not in spaces:
            yield number, "::".join(spaces + [kind.group(1)])


def twice_defined(tree, directories):
    """Tree rule: one type name, one definition. The linker would merge two of them without a word."""
    del directories
    first = {}
    for path, text in sorted(tree.items()):
        # Each test is a program of its own; only what programs share can clash.
        if not path.endswith(CPP) or path.endswith(("_test.cc", "main.cc")):
            continue
        for number, name in _named_types(text):
            if name in first and first[name][0] != path:
                yield path, number, "%s is defined in %s:%d too: rename one" % ((name,) + first[name])
            first.setdefault(name, (path, number))


FILE_RULES = (line_length, file_length, whitespace, leftover, outside_reference, banned_call, header_guard,
              header_comment, one_title)
TREE_RULES = (dead_link, unbuilt_file, twice_defined)
