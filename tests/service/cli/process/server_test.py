#!/usr/bin/env python3
"""The command line against a real server: every command, and an import through kills of either side."""

import json
import os
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "tests/service/cli/process")
import onhand_process as process

PLACE = ("--dimension=siteId=1", "--dimension=locationId=11")


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.data_dir = process.folder()
        self.server = process.Server(self.data_dir, "--create_environment=shop")

    def tearDown(self):
        self.assertEqual(self.server.stop(), 0)

    def onhand(self, *arguments, status=0):
        return process.onhand(*arguments, f"--server={self.server.grpc}", status=status)

    def shop(self, *arguments, status=0):
        return self.onhand(*arguments, "--environment=shop", status=status)

    def test_post_set_query(self):
        post = ("post", "--organization=usmf", "--product=T-shirt", *PLACE, "--dimension=colorId=red")
        self.assertEqual(self.shop(*post, "--id=a", "--quantity=pos.inbound=12.5"), "a: success\n")
        self.assertEqual(self.shop(*post, "--id=a", "--quantity=pos.inbound=12.5"), "a: success\n")
        refused = self.shop(*post, "--id=a", "--quantity=pos.inbound=1", "--json", status=3)
        self.assertEqual(json.loads(refused)["statusCode"], 409)
        self.assertIn("UNKNOWN_MEASURE", self.shop(*post, "--quantity=pos.returned=1", status=3))
        self.assertIn("READ_ONLY_DATA_SOURCE", self.shop(*post, "--quantity=fno.arrived=1", status=3))
        self.shop("set", "--organization=usmf", "--product=T-shirt", *PLACE, "--dimension=colorId=red",
                  "--quantity=pos.outbound=3", "--modified=2024-05-31T18:00:00.5Z")
        self.assertIn("superseded by a newer count",
                      self.shop("set", "--organization=usmf", "--product=T-shirt", *PLACE, "--dimension=colorId=red",
                                "--quantity=pos.outbound=9", "--modified=2024-05-31T18:00:00.4Z"))
        rows = json.loads(self.shop("query", "--organization=usmf", "--product=T-shirt", "--group_by=colorId",
                                    "--json"))
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[0]["dimensions"], {"siteid": "1", "locationid": "11", "ColorId": "red"})
        self.assertEqual(rows[0]["quantities"]["pos"], {"availquantity": 9.5, "inbound": 12.5, "outbound": 3})
        table = self.shop("query", "--organization=usmf", "--exact", "--keys=siteId,locationId", "--tuple=1,11",
                          "--tuple=1,12")
        self.assertIn("1 row\n", table)
        paged = json.loads(self.shop("query", "--organization=usmf", "--site=1", "--location=11", "--api_version=2",
                                     "--page_size=5", "--json"))
        self.assertEqual(paged["Value"][0]["organizationId"], "usmf")
        self.shop("query", "--organization=usmf", status=1)

    def test_environments_and_configuration(self):
        self.onhand("env", "create", "till")
        self.onhand("env", "create", "till", status=1)
        self.assertEqual(json.loads(self.onhand("env", "list", "--json")), ["shop", "till"])
        document = json.loads(self.shop("config", "get"))
        self.assertEqual(document["configurationVersion"], 1)
        document["ownMember"] = {"kept": [1, 2]}
        path = os.path.join(process.folder(), "shop.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        self.assertEqual(json.loads(self.shop("config", "set", path, "--json")), {"configurationVersion": 2})
        self.assertEqual(json.loads(self.shop("config", "get"))["ownMember"], {"kept": [1, 2]})
        # A measure that holds a number cannot be dropped: the server's refusal comes back with its place.
        self.shop("post", "--organization=o", "--product=p", *PLACE, "--quantity=pos.inbound=1")
        document["inventorySystemConfigurations"]["pos"]["physicalMeasures"] = ["outbound"]
        for source in document["inventorySystemConfigurations"].values():
            for calculated in source.get("calculatedMeasures", {}).values():
                calculated["additionModifiers"] = [m for m in calculated["additionModifiers"] if m != "pos.inbound"]
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        done = subprocess.run([process.ONHAND, "config", "set", path, "--environment=shop",
                               f"--server={self.server.grpc}"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("refused, nothing changed", done.stderr)
        self.assertIn("inbound", done.stderr)
        self.onhand("env", "delete", "till", "--yes")
        self.assertEqual(self.onhand("env", "list"), "shop\n")

    def test_directory_in_use(self):
        self.shop("post", "--organization=o", "--product=p", *PLACE, "--quantity=pos.inbound=1")
        done = subprocess.run([process.ONHAND, "query", "--environment=shop", "--organization=o", "--product=p",
                               f"--data_dir={self.data_dir}"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("in use by process", done.stderr)

    def generate(self, count):
        path = os.path.join(process.folder(), "events.ndjson.gz")
        plain = path[:-3]
        process.onhand("generate", f"--events={count}", "--products=300", f"--out={plain}", "--quiet")
        subprocess.run(["gzip", "-k", plain], check=True)
        return plain, path

    def command(self, path):
        return ["import", path, "--environment=shop", f"--server={self.server.grpc}", "--quiet"]

    def test_import_with_the_client_killed(self):
        plain, packed = self.generate(60_000)
        killed = 0
        for delay_s in (0.3, 0.7, 1.1):
            running = process.start(*self.command(packed))
            time.sleep(delay_s)
            if running.poll() is None:
                running.kill()
                killed += 1
            running.communicate(timeout=60)
        self.assertGreater(killed, 0)
        process.onhand(*self.command(packed))
        self.assertEqual(process.rows("--environment=shop", f"--server={self.server.grpc}"),
                         process.sums_of_events(plain))

    def test_import_with_the_server_killed(self):
        plain, packed = self.generate(150_000)
        running = process.start(*self.command(packed))
        time.sleep(1)
        address = self.server.grpc
        self.assertIsNone(running.poll(), "the import ended too soon to be disturbed")
        self.server.kill()
        self.server = process.Server(self.data_dir, grpc=address)
        out, _ = running.communicate(timeout=200)
        self.assertEqual(running.returncode, 0, out)
        self.assertEqual(process.rows("--environment=shop", f"--server={address}"), process.sums_of_events(plain))

    def test_export_into_another_server(self):
        plain, packed = self.generate(20_000)
        process.onhand(*self.command(packed))
        out = os.path.join(process.folder(), "rows.csv")
        self.shop("export", f"--out={out}", "--quiet")
        other = process.Server(process.folder(), "--create_environment=copy")
        try:
            process.onhand("import", out, "--as=set", "--environment=copy", f"--server={other.grpc}", "--quiet")
            self.assertEqual(process.rows("--environment=copy", f"--server={other.grpc}"),
                             process.sums_of_events(plain))
        finally:
            self.assertEqual(other.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
