"""The whole suite under address and undefined-behaviour sanitizers, and what is concurrent under the thread sanitizer.

Flags as those of every kind of proof (see tools/prove): --seconds=N stops each run then, --cases=N takes the first N
targets of each, --mutant runs planted faults, one for each sanitizer, which have to be found. --seed changes nothing.
"""

import argparse
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "testing"))

import report  # noqa: E402
import run_tests  # noqa: E402

PLANTED = "//tests/proof/sanitizers:planted_faults"

# Name, flags, and the arguments with which the planted faults show what it has to find.
RUNS = [
    ("address and undefined behaviour", "sanitize", ["--config=sanitize"], ["heap_overflow", "signed_overflow"]),
    ("threads", "tsan", ["--config=tsan", "--test_tag_filters=tsan"], ["data_race"]),
]


def say(text):
    print("sanitizers: " + text, file=sys.stderr, flush=True)


def bazel(arguments, **how):
    startup = os.environ.get("ONHAND_BAZEL_STARTUP", "").split()
    return subprocess.run(["bazel"] + startup + arguments, cwd=run_tests.ROOT, stdin=subprocess.DEVNULL, check=False,
                          **how)


def targets_of(filters, most):
    """Labels of the tests to run, all of them or the first `most`."""
    if not most:
        return run_tests.EVERYTHING
    tests = "tests(%s)" % " + ".join(run_tests.EVERYTHING)
    if filters:
        tests = "attr(tags, '[\\[ ]tsan[,\\]]', %s)" % tests
    found = bazel(["query", tests], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().split()
    return sorted(found)[:most]


def run_suite(title, name, flags, arguments, targets):
    """One run of the tests; its Report. A run that is stopped counts what it got through."""
    os.makedirs(run_tests.VAR, exist_ok=True)
    events = os.path.join(run_tests.VAR, "prove_" + name + ".events.json")
    if os.path.exists(events):
        os.remove(events)
    say(title)
    command = ["test", "--keep_going", "--build_tests_only", "--test_output=errors", "--test_summary=terse",
               "--noshow_progress", "--build_event_json_file=" + events] + flags + ["--"]
    command += targets
    try:
        code = bazel(command, stdout=sys.stderr, timeout=arguments.seconds or None).returncode
    except subprocess.TimeoutExpired:
        say("%s: stopped after %d s" % (title, arguments.seconds))
        code = 0
    return report.make_report(report.read_events(events) if os.path.exists(events) else [], code)


def run_planted(title, flags, faults):
    """A Report in which each fault that was found counts as failed, as it should."""
    result = report.Report()
    if bazel(["build", "--noshow_progress"] + flags + ["--", PLANTED], stdout=sys.stderr).returncode != 0:
        say("%s: the planted faults could not be built" % title)
        return result
    for fault in faults:
        found = bazel(["run", "--noshow_progress", "--ui_event_filters=-info"] + flags + [PLANTED, "--", fault],
                      stdout=sys.stderr, stderr=subprocess.DEVNULL).returncode != 0
        say("%s: %s %s" % (title, fault, "found" if found else "NOT FOUND"))
        result.failed += found
        result.passed += not found
        if found:
            result.failures.append(report.Failure(fault, "FOUND", [], ""))
    return result


def main(argv):
    parser = argparse.ArgumentParser(prog="tools/prove sanitizers", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--cases", type=int, default=0, metavar="N")
    parser.add_argument("--mutant", action="store_true")
    arguments = parser.parse_args(argv)
    total = report.Report()
    planted = 0
    for title, name, flags, faults in RUNS:
        planted += len(faults)
        if arguments.mutant:
            total.add(run_planted(title, [flag for flag in flags if "tag" not in flag], faults))
        else:
            def run(run_title, run_name, targets):
                return run_suite(run_title, run_name, flags, arguments, targets)
            targets = targets_of(name == "tsan", arguments.cases)
            total.add(run_tests.run_tsan(run, title, targets) if name == "tsan" else run(title, name, targets))
    for failure in total.failures:
        say("%s: %s\n  again: tools/prove sanitizers%s" % (
            failure.label, failure.what, " --mutant" if arguments.mutant else ""))
    cases = total.passed + total.failed
    if not cases or (arguments.mutant and total.failed < planted):
        say("something that must be found was not" if arguments.mutant else "no test was run")
        # Not the status of a fault that was found.
        if arguments.mutant:
            total.failed = 0
    print(json.dumps({"kind": "sanitizers", "cases": cases, "operations": cases, "acknowledged": cases,
                      "verified": total.passed, "failures": total.failed, "skipped": total.skipped}))
    return 1 if total.failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
