#!/usr/bin/env python3
"""Do the tests notice small faults? The proof kind `mutation`.

  tools/proving/mutation/mutation.py [--cases=240] [--seed=1] [--seconds=N] [--workers=N] [--mutant] [--list]
                                     [--only=ID]

Copies the tree to var/mutation/tree, compiles so many deliberate faults into the planning, commit and query code there
(mutants.py), all at once and each to be switched on by an environment variable, and builds the tests that are to notice
them, in an output base of its own. Then each fault runs those tests that reach it, fastest first, until one fails: it
is killed. A test that hangs counts as one that fails. What survives is listed; survivors.txt holds those that somebody
looked at and found to change nothing that can be seen. At least nine of ten others must be killed.

--mutant runs the same with tests that look at nothing: everything survives, exit 1. --list prints the faults of this
tree and seed. --only=ID runs one and shows what its tests say. ONHAND_MUTATION_BASE names another output base.

The last line is JSON: cases are mutants, operations are test runs, verified are those killed, failures are unjudged
survivors beyond one in ten. Exit 0: none. 1: some. 2: wrong usage, or the tree or its tests are not in order.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import mutants  # noqa: E402

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
VAR = os.path.join(ROOT, "var", "mutation")
TREE = os.path.join(VAR, "tree")
SURVIVORS = os.path.join(HERE, "survivors.txt")

# What faults are put into.
FOLDERS = ("engine/plan", "engine/commit", "engine/query", "engine/sums", "engine/validate", "engine/fetch",
           "storage/ledger", "storage/fold")

# What is to notice them, each with its arguments.
TESTS = (
    ("//tests/engine/plan:plan_event_test", []),
    ("//tests/engine/plan:working_set_test", []),
    ("//tests/engine/validate:validate_test", []),
    ("//tests/engine/sums:check_levels_test", []),
    ("//tests/engine/sums:derived_sums_test", []),
    ("//tests/engine/query:access_path_test", []),
    ("//tests/engine/query:resolve_test", []),
    ("//tests/engine/query:searched_products_test", []),
    ("//tests/engine/query:summed_parts_test", []),
    ("//tests/engine/commit:call_test", []),
    ("//tests/engine/commit:writer_test", []),
    ("//tests/engine/refusals:every_refusal_test", []),
    ("//tests/engine/refusals:precedence_test", []),
    ("//tests/engine:engine_test", []),
    ("//tests/engine:promises_test", []),
    ("//tests/engine/adjust:environment_adjustments_test", []),
    ("//tests/engine/jobs:environment_jobs_test", []),
    ("//tests/storage/fold:log_fold_test", []),
    ("//tests/storage/ledger:books_test", []),
    ("//tests/storage/ledger:history_test", []),
    ("//tests/storage/ledger:known_receipts_test", []),
    ("//tests/storage/ledger:ledger_test", []),
    ("//tests/storage/ledger:purge_test", []),
    ("//tests/storage/ledger:write_back_test", []),
    ("//tests/scenarios:scenario_test", []),
    ("//tests/engine/random:random_test", ["--seeds=6", "--operations=3000"]),
)
SURVIVING_SHARE = 0.1
BUILDS_MAX = 8


def say(text):
    print("mutation: " + text, file=sys.stderr, flush=True)


def key_of(mutant):
    """What a mutant is called in survivors.txt: it holds while the code around it changes."""
    squeeze = lambda text: re.sub(r"\s+", " ", text.strip())  # noqa: E731
    return "%s | %s | %s | %s" % (mutant.path, squeeze(mutant.context), mutant.operator, squeeze(mutant.new))


def read_survivors(text):
    """key -> reason; a key is a line of its own, the reason the indented lines behind it."""
    judged = {}
    key = None
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            judged[key] = (judged[key] + " " + line.strip()).strip()
        else:
            key = line.strip()
            judged[key] = ""
    return judged


def failed_ids(build_log, ids_of_line):
    """Mutants on lines that the compiler complains about; and complaints about anything else."""
    dropped = set()
    others = []
    for path, line in re.findall(r"^([\w/.]+):(\d+):\d+: (?:fatal )?error: ", build_log, re.M):
        path = path[2:] if path.startswith("./") else path
        found = ids_of_line.get(path, {}).get(int(line), [])
        if found:
            dropped.update(found)
        else:
            others.append("%s:%s" % (path, line))
    return dropped, others


def binary_of(label):
    return "bazel-bin" + label[1:].replace(":", "/")


def allowed_survivors(cases):
    return int(cases * SURVIVING_SHARE)


class Test:
    """A test program of the scratch tree."""

    def __init__(self, label, arguments):
        self.label = label
        self.arguments = arguments
        self.seconds = 0.0  # without a fault
        self.reached = set()

    def run(self, mutant_id, timeout, more=(), environment=None):
        """(exit code, output); the code is None where it took too long."""
        binary = os.path.join(TREE, binary_of(self.label))
        scratch = tempfile.mkdtemp(prefix="onhand_mutation_")
        env = dict(os.environ, ONHAND_MUTANT=str(mutant_id), TEST_TMPDIR=scratch, TEST_SRCDIR=binary + ".runfiles",
                   **(environment or {}))
        command = [binary, "--gtest_fail_fast", "--gtest_brief=1"] + self.arguments + list(more)
        runfiles = os.path.join(binary + ".runfiles", "onhand")
        process = subprocess.Popen(command, cwd=runfiles if os.path.isdir(runfiles) else TREE, env=env,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        try:
            output, _ = process.communicate(timeout=timeout)
            return process.returncode, output.decode(errors="replace")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            return None, output.decode(errors="replace")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def measure(self):
        """Runs it without a fault. False if it fails."""
        trace = os.path.join(VAR, "trace")
        if os.path.exists(trace):
            os.remove(trace)
        begin = time.monotonic()
        code, output = self.run(0, 900, environment={"ONHAND_MUTANT_TRACE": trace})
        self.seconds = time.monotonic() - begin
        if os.path.exists(trace):
            with open(trace, encoding="utf-8") as file:
                self.reached = {int(line) for line in file}
        if code != 0:
            say("%s fails without any fault:\n%s" % (self.label, output[-2000:]))
        return code == 0


def sources():
    """path -> text of the files that faults are put into."""
    found = collections.OrderedDict()
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(ROOT, folder))):
            if name.endswith(".cc"):
                path = folder + "/" + name
                with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                    found[path] = file.read()
    return found


def chosen(texts, cases, seed):
    """id -> mutant."""
    everything = [mutant for path, text in texts.items() for mutant in mutants.mutants_of(path, text)]
    return dict(enumerate(mutants.choose(everything, cases, seed), 1))


def copy_tree():
    """What is built, as it stands; files that did not change keep their times."""
    os.makedirs(TREE, exist_ok=True)
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            stdout=subprocess.PIPE, check=True).stdout.decode().split("\0")
    wanted = {path for path in listed if path and os.path.isfile(os.path.join(ROOT, path))}
    for path in sorted(wanted):
        target = os.path.join(TREE, path)
        with open(os.path.join(ROOT, path), "rb") as file:
            write_if_new(target, file.read())
        shutil.copymode(os.path.join(ROOT, path), target)
    for folder, _, names in os.walk(TREE):
        if os.path.basename(folder).startswith("bazel-"):
            continue
        for name in names:
            path = os.path.join(folder, name)
            if os.path.relpath(path, TREE) not in wanted and not os.path.islink(path):
                os.remove(path)


def write_if_new(path, data):
    if os.path.exists(path):
        with open(path, "rb") as file:
            if file.read() == data:
                return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def write_mutants(texts, numbered):
    """Puts them into the copied tree. path -> line -> ids."""
    ids_of_line = {}
    for path, text in texts.items():
        mine = [(number, mutant) for number, mutant in numbered.items() if mutant.path == path]
        if mine:
            text, ids_of_line[path] = mutants.instrument(text, mine)
        write_if_new(os.path.join(TREE, path), text.encode())
    return ids_of_line


def build(tests):
    base = os.environ.get("ONHAND_MUTATION_BASE", os.path.join(os.path.expanduser("~"), ".cache", "onhand-mutation"))
    command = ["bazel", "--output_base=" + base, "build", "--config=test", "--keep_going", "--curses=no", "--color=no",
               "--show_progress_rate_limit=20"] + [test.label for test in tests]
    log = []
    with subprocess.Popen(command, cwd=TREE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        for line in process.stdout:
            log.append(line)
            if line.startswith("["):
                say(line.strip()[:100])
    return process.returncode == 0, "".join(log)


def build_without_broken(texts, numbered, tests):
    """Builds, leaving out what does not compile. False if it does not build for another reason."""
    total = len(numbered)
    for _ in range(BUILDS_MAX):
        ids_of_line = write_mutants(texts, numbered)
        good, log = build(tests)
        if good:
            say("%d mutants are compiled in; %d did not compile" % (len(numbered), total - len(numbered)))
            return True
        dropped, others = failed_ids(log, ids_of_line)
        if not dropped:
            say("it does not build: %s\n%s" % (", ".join(others[:5]), log[-3000:]))
            return False
        for number in dropped:
            numbered.pop(number, None)
    return False


class Judge:
    """Runs the tests of each mutant."""

    def __init__(self, tests, options):
        self.tests = sorted(tests, key=lambda test: test.seconds)
        self.options = options
        self.runs = 0
        self.lock = threading.Lock()
        self.begin = time.monotonic()
        self.killed_by = {}  # id -> label; None: it survived

    def time_is_up(self):
        return self.options.seconds > 0 and time.monotonic() - self.begin > self.options.seconds

    def judge(self, number, mutant):
        if self.time_is_up():
            return
        killer = None
        for test in self.tests:
            if number not in test.reached:
                continue
            with self.lock:
                self.runs += 1
            code, _ = test.run(number, 20 + 10 * test.seconds)
            if code != 0:
                killer = test.label + (" (took too long)" if code is None else "")
                break
        with self.lock:
            self.killed_by[number] = killer
            done = len(self.killed_by)
            if killer is None:
                say("survived: %d %s" % (number, describe(mutant)))
            if done % 20 == 0:
                say("%d judged, %d survived, %.0f s" %
                    (done, sum(each is None for each in self.killed_by.values()), time.monotonic() - self.begin))


def describe(mutant):
    first = lambda text: re.sub(r"\s+", " ", text.strip())[:110]  # noqa: E731
    return "%s:%d %s\n    - %s\n    + %s" % (mutant.path, mutant.line, mutant.operator, first(mutant.old),
                                           first(mutant.new))


def summarize(numbered, killed_by, judged_text, runs):
    """(lines about survivors, JSON line, failures)"""
    judged = read_survivors(judged_text)
    survivors = [number for number in sorted(killed_by) if killed_by[number] is None]
    equivalent = [number for number in survivors if key_of(numbered[number]) in judged]
    unjudged = [number for number in survivors if number not in equivalent]
    lines = []
    for number in survivors:
        note = judged.get(key_of(numbered[number]))
        lines.append("%d %s%s" % (number, describe(numbered[number]), "\n    judged: " + note if note else ""))
    failures = max(0, len(unjudged) - allowed_survivors(len(killed_by)))
    line = json.dumps({"kind": "mutation", "cases": len(killed_by), "operations": runs, "acknowledged": 0,
                       "verified": len(killed_by) - len(survivors), "failures": failures,
                       "survivors": len(survivors), "judged": len(equivalent)})
    return lines, line, failures


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=240, help="mutants")
    parser.add_argument("--seed", type=int, default=1, help="which mutants")
    parser.add_argument("--seconds", type=int, default=0, help="when to stop; 0 = when all are judged")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="mutants judged at a time")
    parser.add_argument("--mutant", action="store_true", help="with tests that look at nothing")
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    parser.add_argument("--only", type=int, default=0, help="run one mutant and show what its tests say")
    parser.add_argument("--dir", default="", help="not used; every kind has it")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    texts = sources()
    numbered = chosen(texts, options.cases or 240, options.seed)
    if options.list:
        for number, mutant in numbered.items():
            print("%d %s" % (number, describe(mutant)))
        return 0
    tests = [Test(label, list(arguments)) for label, arguments in TESTS]
    copy_tree()
    if not build_without_broken(texts, numbered, tests):
        return 2
    if options.mutant:
        for test in tests:
            test.arguments.append("--gtest_filter=-*")
    in_order = [test for test in tests if test.measure()]
    if not in_order:
        say("no test passes without a fault")
        return 2
    say("%d of %d tests are in order, %.0f s in all; they reach %d of %d mutants" %
        (len(in_order), len(tests), sum(test.seconds for test in in_order),
         len(set().union(*(test.reached for test in in_order)) & set(numbered)), len(numbered)))
    if options.only:
        print(describe(numbered[options.only]))
        for test in in_order:
            if options.only in test.reached:
                print("%s: %s\n%s" % ((test.label,) + test.run(options.only, 20 + 10 * test.seconds)))
        return 0
    judge = Judge(in_order, options)
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        list(pool.map(lambda item: judge.judge(*item), numbered.items()))
    judged_text = ""
    if os.path.exists(SURVIVORS):
        with open(SURVIVORS, encoding="utf-8") as file:
            judged_text = file.read()
    lines, line, failures = summarize(numbered, judge.killed_by, judged_text, judge.runs)
    with open(os.path.join(VAR, "results.json"), "w", encoding="utf-8") as file:
        json.dump({str(number): {"place": "%s:%d" % (mutant.path, mutant.line), "key": key_of(mutant),
                                 "killed_by": judge.killed_by[number]}
                   for number, mutant in numbered.items() if number in judge.killed_by}, file, indent=1)
    if lines:
        say("%d survived:" % len(lines))
        for each in lines:
            print(each, file=sys.stderr)
    if failures:
        say("more than one in ten survived. Repeat one with: %s --seed=%d --cases=%d --only=ID" %
            (os.path.relpath(__file__, ROOT), options.seed, options.cases))
    print(line, flush=True)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
