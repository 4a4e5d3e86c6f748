"""Runs the real programs for tests: the command line, and a server on free ports."""

import collections
import csv
import decimal
import gzip
import json
import os
import re
import subprocess
import tempfile

ONHAND = "service/onhand"
ONHANDD = "service/onhandd"
SALES = "tests/data/online-retail.csv.gz"
MAPPING = "tests/data/online-retail.mapping.json"


def folder():
    """A new empty folder; the test runner clears it away."""
    return tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])


def onhand(*arguments, status=0):
    """Runs a command to its end and returns what it printed."""
    done = subprocess.run([ONHAND, *arguments], capture_output=True, text=True, timeout=240, check=False)
    if done.returncode != status:
        raise AssertionError(f"onhand {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def start(*arguments):
    """Starts a command that a test will kill or wait for."""
    return subprocess.Popen([ONHAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


class Server:
    """An onhandd. `grpc` is its address."""

    def __init__(self, data_dir, *flags, grpc="127.0.0.1:0"):
        self.process = subprocess.Popen(
            [ONHANDD, f"--data_dir={data_dir}", "--http_listen=127.0.0.1:0", f"--grpc_listen={grpc}", "--auth=off",
             *flags],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        match = re.fullmatch(r"listening http=(\S+) grpc=(\S+)\n", line)
        if not match:
            raise AssertionError(f"onhandd printed {line!r}, exit {self.process.wait(timeout=60)}")
        self.http, self.grpc = match.groups()

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=60)
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        return status


def rows(*where):
    """On-hand rows: (organization, product, dimensions) -> {"source.measure": Decimal}, from an export."""
    out = os.path.join(folder(), "rows.ndjson")
    onhand("export", f"--out={out}", "--quiet", *where)
    result = {}
    with open(out, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line, parse_int=decimal.Decimal, parse_float=decimal.Decimal)
            key = (row["organizationId"], row["productId"],
                   tuple(sorted((name.lower(), value) for name, value in row["dimensions"].items())))
            assert key not in result, key
            result[key] = {f"{source}.{measure}": number for source, measures in row["quantities"].items()
                           for measure, number in measures.items()}
    return result


def sums_of_sales():
    """What the rows must be after the demo's import, from the file alone: (product, country) -> (inbound, outbound)."""
    inbound = collections.Counter()
    outbound = collections.Counter()
    lowest = collections.Counter()
    with gzip.open(SALES, "rt", encoding="utf-8", newline="") as text:
        for record in csv.DictReader(text):
            key = (record["StockCode"], record["Country"])
            quantity = int(record["Quantity"])
            if quantity < 0:
                inbound[key] -= quantity
            else:
                outbound[key] += quantity
            lowest[key] = min(lowest[key], inbound[key] - outbound[key])
    # Opening stock: the smallest multiple of 24 that keeps the row from falling below zero.
    return {key: (inbound[key] + -(lowest[key] // 24) * 24, outbound[key]) for key in lowest}


def sums_of_events(path):
    """The same of a file of JSON lines: the key and form of rows()."""
    result = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line, parse_int=decimal.Decimal, parse_float=decimal.Decimal)
            key = (event["organizationId"], event["productId"],
                   tuple(sorted((name.lower(), value) for name, value in event["dimensions"].items())))
            row = result.setdefault(key, {})
            for source, measures in event["quantities"].items():
                for measure, number in measures.items():
                    row[f"{source}.{measure}"] = row.get(f"{source}.{measure}", 0) + number
    return result
