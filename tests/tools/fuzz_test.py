"""tools/proving/fuzz.py: which targets there are, what libFuzzer's output says, what is kept."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.getcwd(), "tools", "proving"))

import fuzz  # noqa: E402

GOOD = """INFO: Seed: 1
#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb
#900\tDONE   cov: 5 ft: 9 corp: 3/7b lim: 4 exec/s: 0 rss: 31Mb
Done 900 runs in 1 second(s)
stat::number_of_executed_units: 900
stat::average_exec_per_sec:     900
"""
BAD = """#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb
#77\tNEW    cov: 5 ft: 9 corp: 3/7b lim: 4 exec/s: 0 rss: 31Mb
==5== ERROR: libFuzzer: deadly signal
SUMMARY: libFuzzer: deadly signal
artifact_prefix='/x/'; Test unit written to /x/crash-1
"""


class Logs(unittest.TestCase):
    def test_a_good_run(self):
        result = fuzz.read_log("a", 0, GOOD)
        self.assertEqual((result.executed, result.failed(), result.inputs), (900, False, []))

    def test_a_crash_names_its_input(self):
        result = fuzz.read_log("a", 77, BAD)
        self.assertEqual((result.executed, result.inputs), (77, ["/x/crash-1"]))
        self.assertIn("deadly signal", result.error)

    def test_a_run_that_tried_nothing_is_a_failure(self):
        self.assertTrue(fuzz.read_log("a", 0, "").failed())
        self.assertEqual(fuzz.read_log("a", 3, "").error, "exit status 3")

    def test_json_line(self):
        line = json.loads(fuzz.json_line([fuzz.read_log("a", 0, GOOD), fuzz.read_log("b", 77, BAD)], 1))
        self.assertEqual(line, {"kind": "fuzz", "cases": 2, "operations": 977, "acknowledged": 0, "verified": 1,
                                "failures": 1})


class Corpus(unittest.TestCase):
    def test_targets_of_a_build_file(self):
        text = 'fuzz_target(\n    name = "b",\n)\ncc_library(\n    name = "x",\n)\nfuzz_target(\n    name = "a_c",\n)\n'
        self.assertEqual(fuzz.targets_of(text), ["a_c", "b"])

    def test_smallest_are_kept_while_there_is_room(self):
        self.assertEqual(fuzz.pick_kept({"x": 30, "y": 10, "z": 20, "old": 1}, {"old": 40}, 75, 9), ["y", "z"])
        self.assertEqual(fuzz.pick_kept({"x": 3, "y": 1, "z": 2}, {"old": 40}, 999, 3), ["y", "z"])
        self.assertEqual(fuzz.pick_kept({"x": 3}, {"old": 40}, 40, 9), [])


if __name__ == "__main__":
    unittest.main()
