#!/usr/bin/env python3
"""Looks for inputs that crash: the proof kind `fuzz`.

  tools/proving/fuzz.py [--seconds=60] [--seed=1] [--cases=N] [--targets=a,b] [--workers=N] [--keep] [--mutant]

Builds every target of tests/fuzz with libFuzzer and the address sanitizer, in an output base of its own (so that the
builds of tools/test stay as they are), and runs each for so many seconds, several at a time. Begins with the canary, a
crash on purpose that must be found within seconds. --mutant looks for the canary alone, as if it were a defect: exit 1.
--keep takes what was found interesting into tests/fuzz/corpus, smallest first, as far as there is room. --cases=N stops
after the first N targets. ONHAND_FUZZ_BASE names another output base.

The last line is JSON: cases are targets, operations are inputs tried, failures are crashes, leaks and inputs that took
too long. Exit 0: none. 1: some. 2: wrong usage, or it did not build.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
CORPUS = os.path.join("tests", "fuzz", "corpus")
VAR = os.path.join(ROOT, "var", "fuzz")

CANARY = "canary"
CANARY_SECONDS = 60
INPUT_BYTES_MAX = 4096
KEPT_BYTES_MAX = 24 << 10  # of a target's corpus, in all
KEPT_FILES_MAX = 64


class Result:
    """What became of one target."""

    def __init__(self, target):
        self.target = target
        self.executed = 0
        self.inputs = []  # files that make it fail
        self.error = ""  # why it failed, in a line; "" = it did not

    def failed(self):
        return self.error != ""


def say(text):
    print("fuzz: " + text, file=sys.stderr, flush=True)


def targets_of(build_file):
    """Names of the fuzz targets that a BUILD file declares."""
    return sorted(re.findall(r'^fuzz_target\(\s*name = "(\w+)"', build_file, re.M))


def read_log(target, code, text):
    """The Result that libFuzzer's exit code and output tell of."""
    result = Result(target)
    executed = re.findall(r"^stat::number_of_executed_units:\s*(\d+)", text, re.M)
    if executed:
        result.executed = int(executed[-1])
    else:
        runs = re.findall(r"^#(\d+)\s", text, re.M)
        result.executed = int(runs[-1]) if runs else 0
    result.inputs = re.findall(r"^artifact_prefix=.*Test unit written to (\S+)", text, re.M)
    if code != 0:
        reasons = re.findall(r"^(?:SUMMARY: .*|==\d+==\s?ERROR: .*|.*(?:CHECK|Check) failed.*)", text, re.M)
        result.error = reasons[0] if reasons else "exit status %d" % code
    elif result.executed == 0:
        result.error = "it tried nothing"
    return result


def pick_kept(found, present, bytes_max, files_max):
    """Which of `found` (name to size) go into a corpus that has `present`: smallest first, as far as there is room."""
    room = bytes_max - sum(present.values())
    files = files_max - len(present)
    kept = []
    for name, size in sorted(found.items(), key=lambda item: (item[1], item[0])):
        if name in present:
            continue
        if size > room or files <= 0:
            break
        kept.append(name)
        room -= size
        files -= 1
    return kept


def sizes_of(folder):
    return {name: os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)}


class Fuzzer:
    def __init__(self, options):
        self.options = options
        base = os.environ.get("ONHAND_FUZZ_BASE", os.path.join(os.path.expanduser("~"), ".cache", "onhand-fuzz"))
        self.bazel = ["bazel", "--output_base=" + base]
        self.bin = ""

    def build(self, targets):
        """False if they do not build."""
        labels = ["//tests/fuzz:%s_test" % target for target in targets]
        flags = ["--config=fuzz", "--curses=no", "--color=no", "--show_progress_rate_limit=20"]
        say("building %d targets with libFuzzer; the first time takes long" % len(targets))
        build = subprocess.run(self.bazel + ["build"] + flags + labels, cwd=ROOT, stdin=subprocess.DEVNULL,
                               stdout=sys.stderr, check=False)
        if build.returncode != 0:
            return False
        info = subprocess.run(self.bazel + ["info", "--config=fuzz", "bazel-bin"], cwd=ROOT, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
        self.bin = info.stdout.strip()
        return True

    def binary(self, target):
        return os.path.join(self.bin, "tests", "fuzz", target + "_test")

    def run(self, target, seconds):
        """Looks for so many seconds; returns the Result."""
        found = os.path.join(VAR, "found", target)
        crashes = os.path.join(VAR, "crashes", target)
        os.makedirs(found, exist_ok=True)
        os.makedirs(crashes, exist_ok=True)
        log = os.path.join(VAR, target + ".log")
        command = [
            self.binary(target), "-max_total_time=%d" % seconds, "-seed=%d" % self.options.seed,
            "-max_len=%d" % INPUT_BYTES_MAX, "-timeout=25", "-rss_limit_mb=3072", "-print_final_stats=1",
            "-artifact_prefix=%s/" % crashes, found, os.path.join(ROOT, CORPUS, target),
        ]
        with open(log, "w", encoding="utf-8") as file:
            code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                                  check=False, env=dict(os.environ, ASAN_OPTIONS="abort_on_error=0")).returncode
        with open(log, encoding="utf-8", errors="replace") as file:
            return read_log(target, code, file.read())

    def find_canary(self):
        shutil.rmtree(os.path.join(VAR, "found", CANARY), ignore_errors=True)
        begin = time.monotonic()
        result = self.run(CANARY, CANARY_SECONDS)
        say("the canary was %s, %.0f s, %d inputs" %
            ("found" if result.failed() else "not found", time.monotonic() - begin, result.executed))
        return result

    def keep(self, target):
        """Takes into the corpus what reaches code that nothing in it reaches."""
        corpus = os.path.join(ROOT, CORPUS, target)
        found = os.path.join(VAR, "found", target)
        with tempfile.TemporaryDirectory() as merged:
            for name in os.listdir(corpus):
                shutil.copy(os.path.join(corpus, name), merged)
            before = set(os.listdir(merged))
            subprocess.run([self.binary(target), "-merge=1", merged, found], cwd=ROOT, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            new = {name: size for name, size in sizes_of(merged).items() if name not in before}
            kept = pick_kept(new, sizes_of(corpus), KEPT_BYTES_MAX, KEPT_FILES_MAX)
            for name in kept:
                shutil.copy(os.path.join(merged, name), os.path.join(corpus, name))
        say("%s: %d of %d interesting inputs kept" % (target, len(kept), len(new)))

    def report_failure(self, result):
        say("%s: %s" % (result.target, result.error))
        for path in result.inputs:
            say("  input   %s" % os.path.relpath(path, ROOT))
            say("  repeat  %s %s" % (self.binary(result.target), path))
        say("  log     %s" % os.path.join("var", "fuzz", result.target + ".log"))

    def run_all(self, targets):
        """All of them, some at a time; returns their Results."""
        results = []
        lock = threading.Lock()
        begin = time.monotonic()

        def run_one(target):
            result = self.run(target, self.options.seconds)
            with lock:
                results.append(result)
                say("%d of %d, %.0f s: %s tried %d inputs%s" %
                    (len(results), len(targets), time.monotonic() - begin, target, result.executed,
                     ", FAILED" if result.failed() else ""))
                if result.failed():
                    self.report_failure(result)

        with concurrent.futures.ThreadPoolExecutor(self.options.workers) as pool:
            list(pool.map(run_one, targets))
        return results


def json_line(results, failures):
    executed = sum(result.executed for result in results)
    return json.dumps({"kind": "fuzz", "cases": len(results), "operations": executed, "acknowledged": 0,
                       "verified": sum(not result.failed() for result in results), "failures": failures})


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=0, help="only the first N targets; 0 = all")
    parser.add_argument("--targets", default="", help="only these, by name, with commas between")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="targets at a time")
    parser.add_argument("--keep", action="store_true", help="take what was found interesting into the corpus")
    parser.add_argument("--mutant", action="store_true", help="look for the canary alone")
    parser.add_argument("--dir", default="", help="not used; every kind has it")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    options.seconds = options.seconds or 60
    with open(os.path.join(ROOT, "tests", "fuzz", "BUILD.bazel"), encoding="utf-8") as file:
        targets = [target for target in targets_of(file.read()) if target != CANARY]
    if options.targets:
        unknown = set(options.targets.split(",")) - set(targets)
        if unknown:
            say("there is no target %s; there are %s" % (", ".join(sorted(unknown)), ", ".join(targets)))
            return 2
        targets = options.targets.split(",")
    if options.cases:
        targets = targets[:options.cases]
    if options.mutant:
        targets = []
    fuzzer = Fuzzer(options)
    if not fuzzer.build([CANARY] + targets):
        return 2
    canary = fuzzer.find_canary()
    if options.mutant:
        if canary.failed():
            fuzzer.report_failure(canary)
        print(json_line([canary], int(canary.failed())), flush=True)
        return int(canary.failed())
    results = fuzzer.run_all(targets)
    failures = sum(result.failed() for result in results) + int(not canary.failed())
    if options.keep:
        for result in results:
            if not result.failed():
                fuzzer.keep(result.target)
    print(json_line(results, failures), flush=True)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
