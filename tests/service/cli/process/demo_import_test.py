#!/usr/bin/env python3
"""The demo's import as tools/run does it: totals against sums of the file taken here, twice, and killed on the way."""

import json
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "tests/service/cli/process")
import onhand_process as process


def command(data_dir, *more):
    return ["import", process.SALES, f"--mapping={process.MAPPING}", "--opening_stock", "--environment=demo",
            "--create_environment", f"--data_dir={data_dir}", f"--rejects={data_dir}.rejects", "--quiet", *more]


class DemoImportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.expected = process.sums_of_sales()

    def check(self, data_dir):
        rows = process.rows("--environment=demo", f"--data_dir={data_dir}")
        found = {}
        for (organization, product, dimensions), measures in rows.items():
            dimensions = dict(dimensions)
            self.assertEqual(organization, "online-retail")
            self.assertEqual(sorted(dimensions), ["locationid", "siteid"])
            self.assertEqual(dimensions["siteid"], "uk")
            self.assertLessEqual(set(measures), {"pos.inbound", "pos.outbound"})
            found[product, dimensions["locationid"]] = (measures.get("pos.inbound", 0), measures.get("pos.outbound", 0))
        self.assertEqual(found, self.expected)
        self.assertTrue(all(inbound >= outbound for inbound, outbound in found.values()))
        products = {product for product, _ in found}
        self.assertEqual(len(products), 3645)
        # Every product's total once more, over all places, as a query sums it.
        table = process.onhand("query", "--environment=demo", "--organization=online-retail", "--json",
                               f"--data_dir={data_dir}", *[f"--product={product}" for product in sorted(products)])
        totals = {}
        for row in json.loads(table):
            inbound, outbound = totals.get(row["productId"], (0, 0))
            pos = row["quantities"]["pos"]
            totals[row["productId"]] = (inbound + pos.get("inbound", 0), outbound + pos.get("outbound", 0))
        expected = {}
        for (product, _), (inbound, outbound) in self.expected.items():
            before = expected.get(product, (0, 0))
            expected[product] = (before[0] + inbound, before[1] + outbound)
        self.assertEqual(totals, expected)

    def test_totals_and_a_second_import(self):
        data_dir = process.folder()
        self.assertIn("240,007 records", process.onhand(*command(data_dir)))
        self.check(data_dir)
        before = process.onhand("dump", "rows", "--environment=demo", f"--data_dir={data_dir}")
        self.assertIn('"records":240007', process.onhand(*command(data_dir, "--json")))
        self.assertEqual(process.onhand("dump", "rows", "--environment=demo", f"--data_dir={data_dir}"), before)

    def test_killed_on_the_way(self):
        data_dir = process.folder()
        killed = 0
        for delay_s in (0.2, 0.5, 0.9, 1.4):
            running = process.start(*command(data_dir))
            time.sleep(delay_s)
            if running.poll() is None:
                running.kill()
                killed += 1
            running.communicate(timeout=60)
        self.assertGreater(killed, 0)
        process.onhand(*command(data_dir))
        self.check(data_dir)


if __name__ == "__main__":
    unittest.main(verbosity=2)
