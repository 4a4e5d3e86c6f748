"""tools/proving/mutation: which faults are made, how they are compiled in, what becomes of survivors."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.getcwd(), "tools", "proving", "mutation"))

import mutants  # noqa: E402
import mutation  # noqa: E402

SOURCE = '''#include <cstdio>
#include <string>

namespace {

// if (comment < 1) return 2;
int Smaller(int a, int b) {
  const char* text = "if (a < b) \\" + 1";
  if (a < b && text != nullptr) {
    a += 1;
    Smaller(b, a);
  }
  for (int i = 0; i < 2; ++i) ++a;
  if (const int* found = &a; *found > 7) return a;
  return a - 3;
}

void Nothing(int* out) {
  *out = 5;
}

constexpr int kLimit = 3 + 4;

}  // namespace

int main() {
  int value = 0;
  Nothing(&value);
  printf("%d\\n", Smaller(1, 2) + value);
  return 0;
}
'''


def operators(text):
    return {(mutant.line, mutant.operator) for mutant in mutants.mutants_of("a.cc", text)}


class Making(unittest.TestCase):
    def test_conditions_values_and_statements_change(self):
        found = operators(SOURCE)
        for expected in ((9, "< to <="), (9, "&& to ||"), (9, "!= to =="), (9, "negated"), (10, "+= to -="),
                         (10, "removed"), (11, "removed"), (13, "< to <="), (13, "2 to 3"), (14, "> to >="),
                         (15, "- to +"), (15, "3 to 2"), (18, "returned at once"), (19, "removed"), (19, "5 to 6")):
            self.assertIn(expected, found)

    def test_comments_texts_declarations_and_constants_do_not(self):
        lines = {line for line, _ in operators(SOURCE)}
        for line in (6, 8, 22):
            self.assertNotIn(line, lines)
        self.assertEqual(operators("void F() {\n  int a = 1;\n  ONHAND_CHECK(a < 2);\n  list.reserve(3);\n}\n"),
                         {(1, "returned at once"), (2, "1 to 2"), (2, "1 to 0")})

    def test_the_same_seed_chooses_the_same(self):
        every = mutants.mutants_of("a.cc", SOURCE) + mutants.mutants_of("b.cc", SOURCE)
        self.assertEqual(mutants.choose(every, 7, 3), mutants.choose(every, 7, 3))
        self.assertNotEqual(mutants.choose(every, 7, 3), mutants.choose(every, 7, 4))
        self.assertEqual({mutant.path for mutant in mutants.choose(every, 4, 1)}, {"a.cc", "b.cc"})


class CompilingIn(unittest.TestCase):
    @unittest.skipUnless(shutil.which("clang++-14"), "needs a compiler")
    def test_one_program_behaves_as_each_of_its_mutants(self):
        numbered = list(enumerate(mutants.mutants_of("a.cc", SOURCE), 1))
        text, _ = mutants.instrument(SOURCE, numbered)
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "a.cc")
            with open(source, "w", encoding="utf-8") as file:
                file.write(text)
            program = os.path.join(folder, "a")
            subprocess.run(["clang++-14", "-std=c++20", "-w", source, "-o", program], check=True)

            def run(number, trace=""):
                environment = {"ONHAND_MUTANT": str(number)}
                if trace:
                    environment["ONHAND_MUTANT_TRACE"] = trace
                return subprocess.run([program], env=environment, stdout=subprocess.PIPE, check=False, timeout=20,
                                      text=True).stdout

            def number_of(line, operator):
                return next(number for number, mutant in numbered if (mutant.line, mutant.operator) == (line, operator))

            self.assertEqual(run(0), "6\n")  # 1 + 1, + 2, - 3, + 5
            self.assertEqual(run(number_of(15, "- to +")), "12\n")
            self.assertEqual(run(number_of(19, "removed")), "1\n")
            self.assertEqual(run(number_of(19, "5 to 6")), "7\n")
            self.assertEqual(run(number_of(18, "returned at once")), "1\n")
            self.assertEqual(run(number_of(13, "2 to 3")), "7\n")
            trace = os.path.join(folder, "trace")
            run(0, trace)
            with open(trace, encoding="utf-8") as file:
                reached = {int(line) for line in file}
            self.assertIn(number_of(15, "- to +"), reached)

    def test_lines_of_the_result_know_their_mutants(self):
        numbered = list(enumerate(mutants.mutants_of("a.cc", SOURCE), 1))
        text, ids_of_line = mutants.instrument(SOURCE, numbered)
        for line, ids in ids_of_line.items():
            for number in ids:
                self.assertIn("OnhandMutant(%d)" % number, text.splitlines()[line - 1])
        log = "./a.cc:%d:7: error: no\nb.h:1:1: error: other\n" % min(ids_of_line)
        dropped, others = mutation.failed_ids(log, {"a.cc": ids_of_line})
        self.assertEqual((dropped, others), (set(ids_of_line[min(ids_of_line)]), ["b.h:1"]))


class Judging(unittest.TestCase):
    NUMBERED = {number: mutants.Mutant("a.cc", 0, 1, "a  < b", "a <= b", "< to <=", number, "if (a  < b) {")
                for number in range(1, 11)}

    def test_one_in_ten_may_survive(self):
        killed = {number: "//a:test" for number in range(1, 11)}
        killed[4] = None
        lines, line, failures = mutation.summarize(self.NUMBERED, killed, "", 12)
        self.assertEqual((len(lines), failures), (1, 0))
        self.assertEqual(json.loads(line)["verified"], 9)
        killed[5] = None
        self.assertEqual(mutation.summarize(self.NUMBERED, killed, "", 12)[2], 1)

    def test_what_was_judged_does_not_count(self):
        everything = dict.fromkeys(range(1, 11))
        text = "# why\na.cc | if (a < b) { | < to <= | a <= b\n  They are never\n  the same.\n"
        lines, line, failures = mutation.summarize(self.NUMBERED, everything, text, 0)
        self.assertIn("judged: They are never the same.", lines[0])
        self.assertEqual((failures, json.loads(line)["judged"]), (0, 10))


if __name__ == "__main__":
    unittest.main()
