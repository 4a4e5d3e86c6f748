"""What tools/test does once the machine is set up: every test in its profile, then the lints, then the count."""

import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import report  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
VAR = os.path.join(ROOT, "var", "test")

# Not `//...`: that would also walk into the bazel-* links where they lead to another output base.
EVERYTHING = ["//engine/...", "//proto/...", "//service/...", "//storage/...", "//tests/...", "//third_party/..."]


def say(text):
    print("test: " + text, flush=True)


def run_bazel(title, name, flags, targets):
    """One `bazel test`; returns its Report."""
    say(title)
    events = os.path.join(VAR, name + ".events.json")
    if os.path.exists(events):
        os.remove(events)
    quiet = [] if sys.stdout.isatty() else ["--curses=no", "--color=no", "--show_progress_rate_limit=20"]
    # As in tools/run: start-up flags, such as --output_base=DIR.
    startup = os.environ.get("ONHAND_BAZEL_STARTUP", "").split()
    command = ["bazel"] + startup + [
        "test", "--keep_going", "--build_event_json_file=" + events, "--test_output=summary", "--test_summary=terse",
    ] + quiet + flags + ["--"] + targets
    begin = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT, check=False).returncode
    result = report.make_report(report.read_events(events) if os.path.exists(events) else [], code)
    say("%s: %s in %d s" % (title, result.last_line(), time.monotonic() - begin))
    return result


def run_tsan(run, title, targets):
    """The Report of `run` (title, name, targets), which runs tests under the thread sanitizer."""
    result = run(title, "tsan", targets)
    # clang 14's runtime now and then halts a program for minutes (google/sanitizers issue 1552). A deadlock of our own
    # comes again, and without the sanitizer there is no second chance.
    halted = result.take_timeouts()
    if halted:
        say("ran out of time, once more: " + " ".join(halted))
        result.add(run(title + ", once more", "tsan_again", halted))
    return result


def run_lint(name, command, installed):
    """One outside lint; skipped, and said so, where it could not be installed."""
    result = report.Report()
    if not installed:
        say("%s: skipped, var/npm has none (no npm registry at set-up)" % name)
        result.skipped = 1
        return result
    log = os.path.join(VAR, name.replace(" ", "_") + ".log")
    environment = dict(os.environ, REDOCLY_TELEMETRY="off", CI="true")
    with open(log, "w", encoding="utf-8") as file:
        code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                              env=environment, check=False).returncode
    if code == 0:
        result.passed = 1
    else:
        result.failed = 1
        result.failures.append(report.Failure(name, "EXIT %d" % code, [], log))
    say("%s: %s" % (name, result.last_line()))
    return result


def lint_proto():
    buf = os.path.join(ROOT, "var", "npm", "node_modules", ".bin", "buf")
    return run_lint("buf lint", [buf, "lint", "proto"], os.path.exists(buf))


def lint_openapi():
    redocly = os.path.join(ROOT, "var", "npm", "node_modules", ".bin", "redocly")
    document = os.path.join("service", "http", "openapi.json")
    return run_lint("redocly lint", [redocly, "lint", document], os.path.exists(redocly))


def main(arguments):
    if arguments not in ([], ["quick"]):
        print("usage: tools/test [quick]", file=sys.stderr)
        return 2
    os.makedirs(VAR, exist_ok=True)
    quick = ["-long"] if arguments else []
    total = report.Report()
    total.add(run_bazel("everything, assertions on", "test",
                        ["--config=test", "--test_tag_filters=" + ",".join(quick)], EVERYTHING))
    tsan = ["--config=tsan", "--build_tests_only", "--test_tag_filters=" + ",".join(["tsan"] + quick)]
    total.add(run_tsan(lambda title, name, targets: run_bazel(title, name, tsan, targets),
                       "concurrency under the thread sanitizer", ["//tests/..."]))
    total.add(lint_proto())
    total.add(lint_openapi())
    for failure in total.failures:
        print(report.describe(failure), flush=True)
    print(total.last_line(), flush=True)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
