"""tools/prove: its list, what it takes for a result, and what it refuses."""

import contextlib
import io
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.getcwd(), "tools", "proving"))

import kinds  # noqa: E402
import prove  # noqa: E402

RESULT = {"kind": "x", "cases": 1, "operations": 2, "acknowledged": 2, "verified": 2, "failures": 0}


def run_fake(script, flags=()):
    """prove.run of a kind whose program is this Python text: (status, standard output)."""
    kind = kinds.Kind("fake", "", "", None, None)
    real = prove.command_of
    prove.command_of = lambda _kind, given: ([sys.executable, "-c", script] + list(given), os.getcwd())
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            return prove.run(kind, list(flags)), out.getvalue()
    finally:
        prove.command_of = real


class Prove(unittest.TestCase):
    def test_every_kind_of_the_issue_is_listed(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            self.assertEqual(prove.main(["--list"]), 0)
        names = [line.split()[0] for line in out.getvalue().splitlines()]
        self.assertEqual(sorted(names), sorted([
            "audit", "simulation", "power_cut", "kill", "disk_faults", "corruption", "linearizability", "fuzz",
            "sanitizers", "mutation", "compatibility", "backup", "soak"]))

    def test_dashes_and_underscores_are_the_same(self):
        self.assertEqual(kinds.find("power-cut").name, "power_cut")
        self.assertIsNone(kinds.find("power"))

    def test_wrong_usage(self):
        with contextlib.redirect_stderr(io.StringIO()) as err:
            self.assertEqual(prove.main([]), 2)
            self.assertEqual(prove.main(["--seed=1"]), 2)
            self.assertEqual(prove.main(["luck"]), 2)
        self.assertIn("luck", err.getvalue())

    def test_a_good_result(self):
        status, out = run_fake("print('a table'); print(%r)" % json.dumps(RESULT))
        self.assertEqual(status, 0)
        self.assertEqual(json.loads(out.splitlines()[-1]), RESULT)

    def test_flags_are_passed_on(self):
        _, out = run_fake("import sys; print(sys.argv[1:])", ["--seed=7", "--cases=1"])
        self.assertIn("'--seed=7', '--cases=1'", out)

    def test_failures_count_whatever_the_status(self):
        self.assertEqual(run_fake("print(%r)" % json.dumps(dict(RESULT, failures=1)))[0], 1)
        self.assertEqual(run_fake("import sys; print(%r); sys.exit(1)" % json.dumps(RESULT))[0], 1)

    def test_a_crash_or_no_result_is_a_failure(self):
        self.assertEqual(run_fake("print('all is well')")[0], 1)
        self.assertEqual(run_fake("print('{\"kind\": \"x\"}')")[0], 1)
        self.assertEqual(run_fake("import os; print(%r, flush=True); os.abort()" % json.dumps(RESULT))[0], 1)

    def test_wrong_flags_of_a_kind(self):
        self.assertEqual(run_fake("import sys; sys.exit(2)")[0], 2)


if __name__ == "__main__":
    unittest.main()
