"""Each rule of tools/tidy fails on a bad snippet and lets a good one pass."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.getcwd(), "tools", "tidy"))

import fences  # noqa: E402
import rules  # noqa: E402
import tidy  # noqa: E402


def lines(rule, path, text):
    return [line for line, _ in rule(path, text)]


class FileRules(unittest.TestCase):
    def test_line_length(self):
        self.assertEqual(lines(rules.line_length, "a.cc", "x" * 120 + "\n" + "x" * 121 + "\n"), [2])
        self.assertEqual(lines(rules.line_length, "a.cc", "–" * 120 + "\n"), [])  # characters, not bytes
        self.assertEqual(lines(rules.line_length, "tools/run", "x" * 121 + "\n"), [1])
        self.assertEqual(lines(rules.line_length, "a.md", "x" * 500 + "\n"), [])
        self.assertEqual(lines(rules.line_length, "a.cc", 'json = R"(' + "x" * 500 + ')";\n'), [])
        self.assertEqual(lines(rules.line_length, "a.py", 'R"' + "x" * 500 + "\n"), [1])

    def test_file_length(self):
        self.assertEqual(lines(rules.file_length, "a.cc", "x\n" * 600), [])
        self.assertEqual(lines(rules.file_length, "a.cc", "x\n" * 601), [601])

    def test_whitespace(self):
        self.assertEqual(lines(rules.whitespace, "a.cc", "good\nbad \n"), [2])
        self.assertEqual(lines(rules.whitespace, "a.cc", "\tbad\n"), [1])
        self.assertEqual(lines(rules.whitespace, "a.cc", "no newline"), [1])
        self.assertEqual(lines(rules.whitespace, "a.cc", "good\n"), [])

    def test_leftover(self):
        for word in ("TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK"):
            self.assertEqual(lines(rules.leftover, "a.cc", "int a;\n// %s: later\n" % word), [2], word)
        self.assertEqual(lines(rules.leftover, "a.md", "see HA" "CKING.md\n"), [])

    def test_outside_reference(self):
        for bad in ("see ../" "shared/spec\n", "cd /" "work/main\n", "~ is /" "root/here\n"):
            self.assertEqual(lines(rules.outside_reference, "docs/a.md", bad), [1], bad)
        self.assertEqual(lines(rules.outside_reference, "docs/a.md", "bench/" "work/x, homework/, the root/\n"), [])

    def test_banned_call(self):
        for bad in ("std::regex r;", "#include <regex>", "absl::Mutex m;", '#include "absl/synchronization/mutex.h"'):
            self.assertEqual(lines(rules.banned_call, "a.cc", bad + "\n"), [1], bad)
        self.assertEqual(lines(rules.banned_call, "a.cc", "// not absl::Mutex\nonhand::Mutex m;\n"), [])

    def test_header_guard(self):
        good = "// File: b.h\n#ifndef ONHAND_A_B_H_\n#define ONHAND_A_B_H_\n#endif  // ONHAND_A_B_H_\n"
        self.assertEqual(lines(rules.header_guard, "a/b.h", good), [])
        self.assertEqual(len(lines(rules.header_guard, "a/c.h", good)), 3)
        self.assertEqual(len(lines(rules.header_guard, "a/b.h", "#pragma once\n")), 3)

    def test_header_comment(self):
        self.assertEqual(lines(rules.header_comment, "a/b.h", "// File: b.h\n//\n// What.\n"), [])
        self.assertEqual(lines(rules.header_comment, "a/b.h", "// File: c.h\n"), [1])
        self.assertEqual(lines(rules.header_comment, "a/b.h", "#ifndef X\n"), [1])

    def test_one_title(self):
        self.assertEqual(lines(rules.one_title, "a.md", "# One\n\n```\n# a comment in a shell\n```\n"), [])
        self.assertEqual(lines(rules.one_title, "a.md", "# One\n# Two\n"), [2])
        self.assertEqual(lines(rules.one_title, "a.md", "text\n"), [1])


class TreeRules(unittest.TestCase):
    def test_dead_link(self):
        tree = {"docs/a.md": "# A\n[b](b.md) [c](../c/d.h#x) [d](../c) [e](https://e.org/) [f](#f) `[g](g)`\n",
                "docs/b.md": "# B\n[gone](gone.md)\n[up](../gone)\n", "c/d.h": ""}
        found = [(path, line) for path, line, _ in rules.dead_link(tree, {"docs", "c"})]
        self.assertEqual(found, [("docs/b.md", 2), ("docs/b.md", 3)])

    def test_unbuilt_file(self):
        tree = {"a/BUILD.bazel": 'srcs = ["x.cc", "sub/y.h"]\nfuzz(\n    name = "f",\n)\n', "a/x.cc": "",
                "a/sub/y.h": "", "a/z.cc": "", "a/f.cc": "", "a/f.h": "",
                "a/f.bzl": 'deps = ["m.cc"]', "a/m.cc": "", "lost/w.cc": "", "lost/v.py": ""}
        found = [path for path, _, _ in rules.unbuilt_file(tree, set())]
        self.assertEqual(found, ["a/f.h", "a/z.cc", "lost/w.cc"])


    def test_twice_defined(self):
        def within(body, name="onhand"):
            return "namespace %s {\n%s}  // namespace %s\n" % (name, body, name)

        hidden = "namespace {\nstruct Call {\n};\n}  // namespace\n"
        tree = {"a/v.cc": within(hidden + "enum class E {\n};\n"),
                "a/w.h": within("struct Call {\n};\n", "onhand::cli"),
                "a/x.h": within("\nstruct Call {\n};\nclass Other;\nenum class E : int {\n};\n"),
                "a/y.h": within("class Other {\n};\nclass Call final : public B {\n};\n"),
                "a/z_test.cc": within("struct Call {\n};\n")}
        found = [(path, line) for path, line, _ in rules.twice_defined(tree, set())]
        self.assertEqual(found, [("a/x.h", 6), ("a/y.h", 4)])


class Fences(unittest.TestCase):
    def check(self, path, include, allowed):
        found = lines(fences.include_fence, path, "#include %s\n" % include)
        self.assertEqual(found == [], allowed, "%s includes %s: %s" % (path, include, found))

    def test_libraries(self):
        for path, include, allowed in (
                ("storage/kv/rocksdb_store.cc", "<rocksdb/db.h>", True),
                ("tests/storage/kv/store_test.cc", "<rocksdb/db.h>", True),
                ("storage/ledger/ledger.cc", "<rocksdb/db.h>", False),
                ("engine/engine.cc", '"rocksdb/db.h"', False),
                ("service/grpc/inventory_service.cc", "<grpcpp/grpcpp.h>", True),
                ("service/grpc/inventory_service.cc", '"proto/onhand/v1/inventory.grpc.pb.h"', True),
                ("service/http/gateway.cc", "<grpcpp/grpcpp.h>", False),
                ("service/http/gateway.cc", '"proto/onhand/v1/inventory.grpc.pb.h"', False),
                ("engine/engine.h", "<grpcpp/grpcpp.h>", False),
                ("service/json/reader.cc", "<boost/json/basic_parser.hpp>", True),
                ("service/json/reader.cc", "<boost/json.hpp>", True),
                ("engine/engine.cc", "<boost/json.hpp>", False),
                ("service/http/http_server.cc", "<boost/beast/http.hpp>", True),
                ("service/http/http_server.h", "<boost/asio.hpp>", True),
                ("service/http/gateway.cc", "<boost/beast/http.hpp>", False),
                ("service/json/reader.cc", "<boost/asio/buffer.hpp>", False),
                ("service/metrics/metrics.cc", "<prometheus/counter.h>", True),
                ("service/http/gateway.cc", "<prometheus/counter.h>", False)):
            self.check(path, include, allowed)

    def test_layers(self):
        for path, include, allowed in (
                ("storage/ledger/ledger.h", '"engine/model/quantity.h"', False),
                ("storage/ledger/ledger.h", '"storage/kv/store.h"', True),
                ("engine/commit/writer.cc", '"storage/ledger/ledger.h"', True),
                ("engine/commit/writer.cc", '"service/json/reader.h"', False),
                ("engine/model/row.h", '"onhand/v1/events.pb.h"', False),
                ("engine/config/record.cc", '"onhand/storage/v1/configuration_record.pb.h"', True),
                ("engine/plan/change.cc", '"storage/kv/store.h"', False),
                ("engine/plan/change.cc", '"storage/ledger/ledger.h"', False),
                ("engine/plan/change.cc", '"engine/model/event.h"', True),
                ("service/cli/dump.cc", '"storage/inspect/dump.h"', True),
                ("service/cli/verify.cc", '"storage/inspect/verify.h"', True),
                ("service/http/http_server.cc", '"storage/base/mutex.h"', True),
                ("service/cli/dump.cc", '"storage/inspect/other.h"', False),
                ("service/cli/dump.cc", '"storage/kv/store.h"', False),
                ("engine/engine.cc", '"tests/support/reference_model.h"', False),
                ("engine/engine.cc", "<gtest/gtest.h>", False),
                ("tests/engine/a_test.cc", '"storage/kv/store.h"', True)):
            self.check(path, include, allowed)


class Whole(unittest.TestCase):
    def test_findings_of_all_rules_come_sorted(self):
        tree = {"a/x.h": "// FIX" "ME\n", "README.md": "no title\n"}
        found = tidy.check(tree, {"a"})
        self.assertEqual(found, sorted(found))
        self.assertEqual({path for path, _, _ in found}, {"a/x.h", "README.md"})


if __name__ == "__main__":
    unittest.main()
