"""Counts what a `bazel test` run came to, from its build event file and the test.xml of each test.

One count per test case (gtest), not per target. A target that ended badly without a failing case on record (crash,
time limit, could not be built) counts as one failure.
"""

import collections
import json
import os
import urllib.parse
import xml.etree.ElementTree

# One target that failed: its label, what happened ("FAILED", "TIMEOUT", "BUILD"), names of its failing cases, and the
# path of its log ("" if it never ran).
Failure = collections.namedtuple("Failure", "label what cases log")


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.failures = []

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += other.failures

    def take_timeouts(self):
        """Takes out the programs that ran out of time; returns their labels."""
        labels = []
        for failure in [failure for failure in self.failures if failure.what == "TIMEOUT"]:
            self.failures.remove(failure)
            self.failed -= len(failure.cases) or 1
            labels.append(failure.label)
        return sorted(set(labels))

    def last_line(self):
        line = "%d passed, %d failed" % (self.passed, self.failed)
        return line + (", %d skipped" % self.skipped if self.skipped else "")


def count_cases(text):
    """(names of passed, of failed, of skipped cases) of a test.xml. Raises ParseError."""
    passed, failed, skipped = [], [], []
    for case in xml.etree.ElementTree.fromstring(text).iter("testcase"):
        if case.get("status") == "notrun":
            continue  # another shard's, or filtered out
        name = (case.get("classname", "") + "." if case.get("classname") else "") + case.get("name", "")
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(name)
        elif case.find("skipped") is not None:
            skipped.append(name)
        else:
            passed.append(name)
    return passed, failed, skipped


def _path_of(uri):
    return urllib.parse.unquote(urllib.parse.urlparse(uri).path)


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _final_attempts(events):
    """The last attempt of each (label, configuration, run, shard): {key: (status, {output name: path})}."""
    attempts = {}
    for event in events:
        key = event.get("id", {}).get("testResult")
        if key is None or "testResult" not in event:
            continue
        result = event["testResult"]
        outputs = {o["name"]: _path_of(o["uri"]) for o in result.get("testActionOutput", []) if "uri" in o}
        where = (key["label"], key.get("configuration", {}).get("id", ""), key.get("run", 0), key.get("shard", 0))
        attempt = key.get("attempt", 0)
        if where not in attempts or attempt >= attempts[where][0]:
            attempts[where] = (attempt, result.get("status", "NO_STATUS"), outputs)
    return {where: value[1:] for where, value in attempts.items()}


def _unbuilt(events):
    """Labels that could not be built or analysed."""
    labels = set()
    for event in events:
        completed = event.get("id", {}).get("targetCompleted")
        if completed and not event.get("completed", {}).get("success", False):
            # A target that was left out by a filter is "aborted" with reason SKIPPED.
            if event.get("aborted", {}).get("reason") != "SKIPPED":
                labels.add(completed["label"])
    return sorted(labels)


def read_events(path):
    return [json.loads(line) for line in _read(path).splitlines() if line.strip()]


def make_report(events, exit_code, read=_read):
    """`exit_code` is Bazel's. `read`: path -> text, "" if there is no such file."""
    report = Report()
    for label in _unbuilt(events):
        report.failed += 1
        report.failures.append(Failure(label, "BUILD", [], ""))
    for (label, _, _, _), (status, outputs) in sorted(_final_attempts(events).items()):
        try:
            passed, failed, skipped = count_cases(read(outputs.get("test.xml", "")))
        except xml.etree.ElementTree.ParseError:
            passed, failed, skipped = ([label] if status == "PASSED" else []), [], []
        good = status in ("PASSED", "FLAKY")
        report.passed += len(passed)
        report.skipped += len(skipped)
        report.failed += len(failed) or (0 if good else 1)
        if failed or not good:
            report.failures.append(Failure(label, status, failed, outputs.get("test.log", "")))
    # 0: fine; 4: nothing to test. Anything else must show up as a failure, whatever the events say.
    if exit_code not in (0, 4) and not report.failures:
        report.failed += 1
        report.failures.append(Failure("bazel", "EXIT %d" % exit_code, [], ""))
    return report


def describe(failure, tail_lines=40):
    """The failure as text: label, failing cases, log's path and its last lines."""
    text = "FAILED %s (%s)\n" % (failure.label, failure.what)
    text += "".join("  case %s\n" % name for name in failure.cases)
    if failure.log and os.path.exists(failure.log):
        lines = _read(failure.log).splitlines()
        text += "  log %s\n" % failure.log
        text += "".join("  | %s\n" % line for line in lines[-tail_lines:])
    elif failure.what == "BUILD":
        text += "  could not be built, see the compiler's messages above\n"
    return text
