"""tools/test counts cases, crashes, skipped cases and targets that do not build."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.getcwd(), "tools", "testing"))

import report  # noqa: E402

GTEST_XML = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" disabled="0" errors="0" name="AllTests">
  <testsuite name="Suite" tests="4">
    <testcase name="Good" status="run" result="completed" classname="Suite" />
    <testcase name="Bad" status="run" result="completed" classname="Suite"><failure message="no"/></testcase>
    <testcase name="Left" status="run" result="skipped" classname="Suite"><skipped message="why"/></testcase>
    <testcase name="OtherShard" status="notrun" result="suppressed" classname="Suite" />
  </testsuite>
</testsuites>"""
GOOD_XML = '<testsuites><testsuite name="x"><testcase name="x" status="run"/></testsuite></testsuites>'


def result(label, status, xml, shard=1, attempt=1):
    return {"id": {"testResult": {"label": label, "run": 1, "shard": shard, "attempt": attempt,
                                  "configuration": {"id": "c"}}},
            "testResult": {"status": status, "testActionOutput": [
                {"name": "test.log", "uri": "file:///logs/" + label.strip("/")},
                {"name": "test.xml", "uri": "file:///" + xml}]}}


class Counting(unittest.TestCase):
    FILES = {"/gtest.xml": GTEST_XML, "/good.xml": GOOD_XML, "/broken.xml": "<testsuites>"}

    def make(self, events, code):
        return report.make_report(events, code, read=lambda path: self.FILES.get(path, ""))

    def test_cases_of_a_gtest(self):
        made = self.make([result("//a:t", "FAILED", "gtest.xml")], 3)
        self.assertEqual(made.last_line(), "1 passed, 1 failed, 1 skipped")
        self.assertEqual(made.failures, [report.Failure("//a:t", "FAILED", ["Suite.Bad"], "/logs/a:t")])

    def test_shards_count_each_and_only_the_last_attempt_counts(self):
        made = self.make([result("//a:t", "PASSED", "good.xml", shard=1),
                          result("//a:t", "PASSED", "good.xml", shard=2),
                          result("//a:u", "FAILED", "gtest.xml", attempt=1),
                          result("//a:u", "PASSED", "good.xml", attempt=2)], 0)
        self.assertEqual(made.last_line(), "3 passed, 0 failed")

    def test_a_crash_without_a_failing_case_is_a_failure(self):
        for xml in ("good.xml", "broken.xml", "absent.xml"):
            made = self.make([result("//a:t", "TIMEOUT", xml)], 3)
            self.assertEqual(made.failed, 1, xml)
            self.assertEqual([f.what for f in made.failures], ["TIMEOUT"])

    def test_programs_that_ran_out_of_time_can_be_taken_out(self):
        made = self.make([result("//a:t", "TIMEOUT", "gtest.xml"), result("//a:u", "TIMEOUT", "absent.xml"),
                          result("//a:v", "FAILED", "gtest.xml")], 3)
        self.assertEqual(made.failed, 3)
        self.assertEqual(made.take_timeouts(), ["//a:t", "//a:u"])
        self.assertEqual(made.failed, 1)
        self.assertEqual([f.label for f in made.failures], ["//a:v"])

    def test_what_does_not_build_is_a_failure(self):
        events = [{"id": {"targetCompleted": {"label": "//a:broken"}}, "completed": {}},
                  {"id": {"targetCompleted": {"label": "//a:left_out"}}, "aborted": {"reason": "SKIPPED"}},
                  {"id": {"targetCompleted": {"label": "//a:fine"}}, "completed": {"success": True}}]
        made = self.make(events, 1)
        self.assertEqual([(f.label, f.what) for f in made.failures], [("//a:broken", "BUILD")])
        self.assertEqual(made.last_line(), "0 passed, 1 failed")

    def test_bazel_failing_with_no_event_is_a_failure(self):
        self.assertEqual(self.make([], 2).last_line(), "0 passed, 1 failed")
        self.assertEqual(self.make([], 4).last_line(), "0 passed, 0 failed")

    def test_description_names_log_and_cases(self):
        text = report.describe(report.Failure("//a:t", "FAILED", ["Suite.Bad"], __file__), tail_lines=2)
        self.assertIn("FAILED //a:t (FAILED)\n  case Suite.Bad\n  log ", text)
        self.assertEqual(text.count("  | "), 2)


if __name__ == "__main__":
    unittest.main()
