"""What tools/prove does once the machine is set up: builds a kind of proof, runs it, passes its last line on."""

import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import kinds  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
# With every assertion on, and what tools/test has built already.
PROFILE = ["--config=test"]
RESULT_FIELDS = ["kind", "cases", "operations", "acknowledged", "verified", "failures"]


def say(text):
    print("prove: " + text, file=sys.stderr, flush=True)


def bazel(arguments, **how):
    startup = os.environ.get("ONHAND_BAZEL_STARTUP", "").split()
    return subprocess.run(["bazel"] + startup + arguments, cwd=ROOT, stdin=subprocess.DEVNULL, check=False, **how)


def build(target):
    """The path of the program, or None."""
    say("building %s (the first time takes some minutes)" % target)
    flags = ["--ui_event_filters=-info", "--experimental_convenience_symlinks=ignore"]
    flags += [] if sys.stderr.isatty() else ["--noshow_progress"]
    if bazel(["build"] + PROFILE + flags + ["--", target], stdout=sys.stderr).returncode != 0:
        return None
    found = bazel(["info"] + PROFILE + ["bazel-bin"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    path = os.path.join(found.stdout.decode().strip(), target[2:].replace(":", "/"))
    return path if found.returncode == 0 and os.path.exists(path) else None


def command_of(kind, flags):
    """(command, folder to run it in), or None if it cannot be built."""
    if kind.script:
        script = os.path.join(os.path.dirname(os.path.realpath(__file__)), kind.script)
        return [sys.executable, "-B", script] + flags, ROOT
    program = build(kind.target)
    if program is None:
        return None
    # Servers and data files are found from there, as in a test.
    folder = program + ".runfiles/onhand"
    return [program] + flags, folder if os.path.isdir(folder) else ROOT


def read_result(line):
    """The result that a last line holds; None if it is none."""
    try:
        result = json.loads(line)
    except ValueError:
        return None
    if not isinstance(result, dict) or any(field not in result for field in RESULT_FIELDS):
        return None
    return result


def run(kind, flags):
    """Runs one kind; its output is passed on as it comes. The exit status."""
    made = command_of(kind, flags)
    if made is None:
        say("%s could not be built; see above" % kind.name)
        return 1
    command, folder = made
    last = ""
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8",
                          errors="replace") as process:
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                last = line
            status = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            say("%s was interrupted" % kind.name)
            return 130
    if "--help" in flags or status == 2:
        return status
    result = read_result(last)
    if result is None:
        say("%s ended with status %d and no result%s" % (
            kind.name, status, "; it was ended by signal %d" % -status if status < 0 else ""))
        return 1
    return 1 if status != 0 or result["failures"] != 0 else 0


def run_all(flags):
    failed = []
    for kind in kinds.KINDS:
        say("%s: %s (%s)" % (kind.name, kind.summary, kind.magnitude))
        status = run(kind, flags)
        if status == 130:
            return status
        if status != 0:
            failed.append(kind.name)
    say("all kinds hold" if not failed else "failed: " + ", ".join(failed))
    return 1 if failed else 0


def print_list():
    width = max(len(kind.name) for kind in kinds.KINDS)
    for kind in kinds.KINDS:
        print("%-*s  %s (%s)" % (width, kind.name, kind.summary, kind.magnitude))


def main(arguments):
    if arguments == ["--list"]:
        print_list()
        return 0
    if not arguments or arguments[0].startswith("-"):
        say("which kind? tools/prove --list names them")
        return 2
    name, flags = arguments[0], arguments[1:]
    if name == "all":
        return run_all(flags)
    kind = kinds.find(name)
    if kind is None:
        say("there is no kind \"%s\"; tools/prove --list names them" % name)
        return 2
    return run(kind, flags)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
