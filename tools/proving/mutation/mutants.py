"""Makes small mutants of C++ source: each is one deliberate fault that a test should notice.

Works on the text of clang-formatted files. A place that faults are put into is a whole condition, returned or assigned
expression, or statement, so that balanced brackets are all that has to be understood; what does not compile is dropped
later by whoever builds. All mutants of a file are compiled in at once: `if (a < b)` becomes

    if ((OnhandMutant(17) ? (a <= b) : (a < b)))

and one of them is chosen at run time by the environment variable ONHAND_MUTANT.
"""

import bisect
import collections
import random
import re

# A fault: `start` and `end` of the text it replaces, in the file's text; `old` and `new`; what was done to it; the
# number of the line and what stands there.
Mutant = collections.namedtuple("Mutant", "path start end old new operator line context")

# A place: `kind` is "condition", "value", "statement" or "entry" (of a function without a result, where nothing
# stands yet); its text is text[start:end].
Place = collections.namedtuple("Place", "kind start end")

SWITCH = '''
#include <stdlib.h>
#include <stdio.h>
// Put in by tools/proving/mutation: which deliberate fault holds, and, where that is asked for, which were reached.
namespace {
struct OnhandMutantSwitch {
  int selected = 0;
  const char* trace = nullptr;
  bool reached[%(count)d] = {};
  OnhandMutantSwitch() {
    if (const char* text = getenv("ONHAND_MUTANT")) selected = atoi(text);
    trace = getenv("ONHAND_MUTANT_TRACE");
  }
  ~OnhandMutantSwitch() {
    FILE* file = trace == nullptr ? nullptr : fopen(trace, "a");
    if (file == nullptr) return;
    for (int id = 0; id < %(count)d; ++id) {
      if (reached[id]) fprintf(file, "%%d\\n", id);
    }
    fclose(file);
  }
};
inline bool OnhandMutant(int id) {
  static auto* const holder = new OnhandMutantSwitch();
  static const bool at_exit = atexit(+[] { holder->~OnhandMutantSwitch(); }) == 0;
  (void)at_exit;
  if (holder->trace != nullptr) holder->reached[id] = true;
  return holder->selected == id;
}
}  // namespace
'''

# What an operator is replaced with. Those with one character stand between blanks in formatted code.
SWAPS = {
    "<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"], "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "+": ["-"], "-": ["+"], "+=": ["-="], "-=": ["+="], "|=": ["&="],
}
_OPERATOR = re.compile(r" (<=|>=|==|!=|&&|\|\||\+=|-=|\|=|<|>|\+|-) ")
_NUMBER = re.compile(r"(?<![\w.'\"])(\d+)(?![\w.'\"])")
_KEYWORD = re.compile(r"^(?:return|break|continue|goto|case|default|else|if|for|while|do|switch|using|namespace|"
                      r"template|class|struct|enum|public|private|static_assert|constexpr|static|extern|typedef|"
                      r"delete|throw|co_)\b")
_DECLARATION = re.compile(r"^(?:const |auto\b|(?:const )?[\w:]+(?:<.*>)?(?:::\w+)?[&*]* \w+(?:;| = |\{|\(|\[))")
# Nothing that a test could see depends on these.
_NEUTRAL = re.compile(r"^(?:ONHAND_|MutexLock|PassFailpoint|\})|(?:\.|->)reserve\(")
_CONTROL = re.compile(r"\b(if|while) \(")
_FOR = re.compile(r"\bfor \(")
_RETURN = re.compile(r"\breturn ([^;]+);")
_ASSIGN = re.compile(r"^\s*(?:const )?(?:bool|int|size_t|int64_t|uint64_t|int32_t|uint32_t|WideMicros|auto)"
                     r" (?:const )?\w+ = ")


def blank_out(text):
    """The text with comments and literals' contents blanked, as long as before, so that places stay what they are."""
    out = list(text)
    at = 0
    while at < len(text):
        if text.startswith("//", at):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        elif text.startswith("/*", at):
            end = text.find("*/", at) + 2
        elif text[at] in "\"'" and not (text[at] == "'" and at > 0 and text[at - 1].isalnum()):
            quote = text[at]
            end = at + 1
            while text[end] != quote:
                end += 2 if text[end] == "\\" else 1
            for i in range(at + 1, end):
                out[i] = "_"
            at = end + 1
            continue
        else:
            at += 1
            continue
        for i in range(at, end):
            if out[i] != "\n":
                out[i] = " "
        at = end
    return "".join(out)


def closing(code, at):
    """Where the bracket at `at` is closed; -1 if it is not."""
    depth = 0
    for i in range(at, len(code)):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i
    return -1


def bodies(code):
    """Spans of function bodies: outermost braces behind a parameter list, inside namespaces."""
    spans = []
    for match in re.finditer(r"\)(?: const)?(?: override)?(?:\s*:\s[^;{}]*(?:\{[^{}]*\}[^;{}]*)*)? \{\n", code):
        start = match.end() - 2
        if spans and start < spans[-1][1]:
            continue
        end = closing(code, start)
        if end > 0:
            spans.append((start, end))
    return spans


def _returns_nothing(code, start):
    """Whether the function whose body begins at `start` is a void one."""
    head = code[max([0] + [code.rfind(end, 0, start - 1) for end in ("}\n", "{\n", ";\n", "\n\n")]):start]
    return re.match(r"^[^\w]*(?:static |inline |virtual )?void [\w:]+\(", head) is not None


def _semicolons(code, start, end):
    """Positions of `;` at the outer level of code[start:end]."""
    depth = 0
    found = []
    for i in range(start, end):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
        elif code[i] == ";" and depth == 0:
            found.append(i)
    return found


def _places_in_body(code, start, end):
    if _returns_nothing(code, start):
        yield Place("entry", start + 1, start + 1)
    for match in _CONTROL.finditer(code, start, end):
        if code[max(0, match.start() - 10):match.start()].endswith("constexpr "):
            continue
        left = match.end()
        right = closing(code, left - 1)
        parts = _semicolons(code, left, right)
        if parts:
            left = parts[-1] + 1
        elif re.search(r"[^=!<>]=[^=]", code[left:right]):
            continue  # it declares what it looks at
        yield Place("condition", left, right)
    for match in _FOR.finditer(code, start, end):
        right = closing(code, match.end() - 1)
        parts = _semicolons(code, match.end(), right)
        if len(parts) == 2 and code[parts[0] + 1:parts[1]].strip():
            yield Place("condition", parts[0] + 1, parts[1])
    for match in _RETURN.finditer(code, start, end):
        value = match.group(1).strip()
        if "{" in value or value in ("nullptr", "std::nullopt", "true", "false"):
            continue
        yield Place("value", match.start(1), match.end(1))
    line_start = start
    while line_start < end:
        line_end = code.find("\n", line_start)
        line = code[line_start:line_end]
        text = line.strip()
        if _ASSIGN.match(line) and text.endswith(";") and "{" not in line:
            left = line_start + _ASSIGN.match(line).end()
            yield Place("value", left, line_start + len(line.rstrip()) - 1)
        # What stands alone in a line and ends there begins a statement where the line before ended one.
        before = code[start:line_start].rstrip()[-1:]
        if text.endswith(";") and before in ";{}" and not _KEYWORD.match(text) and text not in ("}", "};"):
            balanced = all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))
            if balanced and not _DECLARATION.match(text) and not _NEUTRAL.search(text):
                indent = len(line) - len(line.lstrip())
                yield Place("statement", line_start + indent, line_start + indent + len(text))
        line_start = line_end + 1


def places(code):
    """Where faults can be put; `code` is blanked."""
    found = []
    for start, end in bodies(code):
        found.extend(_places_in_body(code, start, end))
    # One inside another (a condition within a lambda within a returned value) would be replaced twice.
    found.sort(key=lambda place: (place.start, -place.end))
    apart = []
    for place in found:
        if not apart or place.start >= apart[-1].end:
            apart.append(place)
    return apart


def _replace(text, start, end, new):
    return text[:start] + new + text[end:]


def faults(text, code, place):
    """(operator, new text) of every fault of a place."""
    if place.kind == "entry":
        return [("returned at once", " return;")]
    old = text[place.start:place.end]
    bare = code[place.start:place.end]
    found = []
    at = 0
    while True:
        match = _OPERATOR.search(bare, at)
        if match is None:
            break
        at = match.start() + 1
        if match.group(1) in "+=" and '"' in bare:
            continue  # texts are put together
        for new in SWAPS[match.group(1)]:
            if match.group(1) in "<>" and ("<" in bare[match.end():] and ">" in bare[match.end():]):
                continue  # perhaps the bracket of a template
            found.append(("%s to %s" % (match.group(1), new), _replace(old, match.start(1), match.end(1), new)))
    swapped = [operator for operator, _ in found]
    if place.kind == "condition" and swapped not in (["== to !="], ["!= to =="]):
        found.append(("negated", "!(%s)" % old.strip()))
    for match in _NUMBER.finditer(bare):
        number = int(match.group(1))
        found.append(("%d to %d" % (number, number + 1), _replace(old, match.start(1), match.end(1), str(number + 1))))
        if number > 0:
            found.append(("%d to %d" % (number, number - 1),
                          _replace(old, match.start(1), match.end(1), str(number - 1))))
    if place.kind == "statement":
        found.append(("removed", ";"))
        if re.match(r"^(?:\+\+|--)[\w.>-]+;$", old):
            found.append(("++ and -- swapped", ("--" if old.startswith("++") else "++") + old[2:]))
    return found


def mutants_of(path, text):
    """Every mutant of a file, in the order of the text."""
    code = blank_out(text)
    lines = [match.start() for match in re.finditer("\n", text)]
    made = []
    for place in places(code):
        line = bisect.bisect_left(lines, place.start) + 1
        context = text[text.rfind("\n", 0, place.start) + 1:lines[line - 1]].strip()
        for operator, new in faults(text, code, place):
            made.append(Mutant(path, place.start, place.end, text[place.start:place.end], new, operator, line, context))
    return made


def choose(mutants, count, seed):
    """`count` of them, from all files as evenly as their numbers allow; the same for the same seed."""
    dice = random.Random(seed)
    by_file = collections.OrderedDict()
    for mutant in mutants:
        by_file.setdefault(mutant.path, []).append(mutant)
    for each in by_file.values():
        dice.shuffle(each)
    chosen = []
    while len(chosen) < count and any(by_file.values()):
        for each in by_file.values():
            # Large files are drawn from more often.
            for _ in range(1 + len(each) // 40):
                if each and len(chosen) < count:
                    chosen.append(each.pop())
    return sorted(chosen)


def instrument(text, numbered):
    """The file with these mutants, each an (id, Mutant), compiled in; and the ids that each line of it holds."""
    by_place = collections.OrderedDict()
    for number, mutant in sorted(numbered, key=lambda item: (item[1].start, item[0])):
        by_place.setdefault((mutant.start, mutant.end), []).append((number, mutant))
    pieces = []
    spans = []  # (start, end, ids) in the result
    at = 0
    size = 0

    def add(piece):
        nonlocal size
        pieces.append(piece)
        size += len(piece)

    head = _head_end(text)
    add(text[:head])
    add(SWITCH % {"count": max((number for number, _ in numbered), default=0) + 1})
    at = head
    for (start, end), group in by_place.items():
        add(text[at:start])
        begin = size
        add(_guarded(text[start:end], group))
        spans.append((begin, size, [number for number, _ in group]))
        at = end
    add(text[at:])
    result = "".join(pieces)
    ids_of_line = collections.defaultdict(list)
    line = 1
    position = 0
    for begin, finish, ids in spans:
        line += result.count("\n", position, begin)
        last = line + result.count("\n", begin, finish)
        for each in range(line, last + 1):
            ids_of_line[each].extend(ids)
        position = begin
    return result, ids_of_line


def _head_end(text):
    """Behind the last include."""
    end = 0
    for match in re.finditer(r"^#include .*\n", text, re.M):
        end = match.end()
    return end


def _guarded(old, group):
    if not old:
        return "".join(" if (OnhandMutant(%d)) {%s }" % (number, mutant.new) for number, mutant in group)
    if old.rstrip().endswith(";"):
        out = ""
        for number, mutant in group:
            out += "if (OnhandMutant(%d)) { %s } else " % (number, mutant.new)
        return out + "{ %s }" % old
    # `(old)` once and in parentheses: what it is stays what it was.
    out = "("
    for number, mutant in group:
        out += "OnhandMutant(%d) ? (%s) : " % (number, mutant.new.strip())
    return out + "(%s))" % old.strip()
