"""Include fences: which folder may include what.

Bazel's visibility stops a target from depending against the arrows; these rules stop what visibility cannot see:
system headers (they need no dependency to be found) and headers reached through somebody else's dependency.
"""

import collections
import re

# `who`: paths the fence is about, by prefix; `but`: those of them that may; `what`: the include; `use`: the way out.
Fence = collections.namedtuple("Fence", "who but what use")

_EVERYWHERE = ("",)

FENCES = (
    # Libraries.
    Fence(_EVERYWHERE, ("storage/kv/", "tests/storage/kv/", "tests/benchmark/", "tests/proof/file_system/"),
          r"rocksdb/.*",
          "the store of storage/kv/store.h; RocksDB stays inside storage/kv"),
    Fence(_EVERYWHERE, ("service/grpc/", "service/server/", "service/cli/", "tests/service/", "tests/end_to_end/",
                        "tests/benchmark/subjects/", "tests/fuzz/", "tests/proof/kill/"),
          r"(?:grpcpp|grpc|grpc\+\+)/.*|.*\.grpc\.pb\.h",
          "the engine's own structs; gRPC stays in service/{grpc,server,cli}"),
    Fence(_EVERYWHERE, ("service/", "tests/service/", "tests/end_to_end/", "tests/support/", "tests/data/",
                        "tests/proof/kill/"),
          r"boost/json.*", "typed structs; JSON stays in service"),
    Fence(_EVERYWHERE, ("service/http/http_server.", "tests/service/http/", "tests/end_to_end/", "tests/support/",
                        "tests/benchmark/subjects/"),
          r"boost/(?:beast|asio).*", "service/http/http_server.h; it alone knows sockets"),
    Fence(_EVERYWHERE, ("tests/benchmark/subjects/",), r"(?:postgresql|hiredis)/.*",
          "a Subject of tests/benchmark/subject.h; the peers stay in the benchmark"),
    Fence(_EVERYWHERE, ("service/metrics/", "tests/service/metrics/"), r"prometheus/.*", "service/metrics/metrics.h"),
    # Layers: proto -> storage -> engine -> service.
    Fence(("proto/", "storage/"), (), r"(?:engine|service)/.*", "nothing: storage knows no business rule"),
    Fence(("engine/",), (), r"service/.*", "nothing: the engine knows no protocol"),
    Fence(("engine/",), (), r"(?:.*/)?onhand/v1/.*\.pb\.h", "plain C++ structs; the wire is service's"),
    Fence(("service/",), (), r"storage/(?!inspect/(?:dump|verify)\.h$|base/).*",
          "engine/engine.h; of storage only storage/inspect/dump.h, verify.h and storage/base"),
    Fence(("engine/plan/",), (), r"storage/(?:kv|ledger)/.*",
          "what was fetched: planning reads nothing, so its tests need no database"),
    Fence(("storage/", "engine/", "service/"), (), r"tests/.*", "nothing of the tests"),
    Fence(("storage/", "engine/", "service/"), (), r"(?:gtest|gmock|benchmark)/.*", "nothing of the tests"),
)

_INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def include_fence(path, text):
    """File rule, see rules.py."""
    if not path.endswith((".h", ".cc")):
        return
    for number, line in enumerate(text.split("\n"), 1):
        match = _INCLUDE.match(line)
        if not match:
            continue
        for fence in FENCES:
            if (path.startswith(fence.who) and not (fence.but and path.startswith(fence.but))
                    and re.fullmatch(fence.what, match.group(1))):
                yield number, "may not include %s; use %s" % (match.group(1), fence.use)
