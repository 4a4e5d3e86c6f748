#!/usr/bin/env python3
"""The command line against a real server: every command, and an import through kills of either side."""

import datetime
import json
import os
import re
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

    def test_reservations_holds_and_carts(self):
        row = ("--organization=usmf", "--product=T-shirt", *PLACE, "--dimension=colorId=red")
        self.shop("post", *row, "--quantity=pos.inbound=5")
        booked = self.shop("reserve", *row, "--quantity=iv.softreservordered=2", "--id=order-1")
        reservation = re.fullmatch(r"order-1: success, reservation (R[0-9a-f]+)\n", booked).group(1)
        held = json.loads(self.shop("reserve", *row, "--quantity=iv.softreservordered=2", "--ttl-seconds=2",
                                    "--id=hold-1", "--json"))
        self.assertEqual((held["statusCode"], held["id"]), (200, "ohre~hold-1"))
        self.assertIn("NOT_AVAILABLE", self.shop("reserve", *row, "--quantity=iv.softreservordered=2", "--id=order-2",
                                                 status=3))
        # The hold ends by itself, and what it held can be booked then.
        deadline = time.monotonic() + 30
        while json.loads(self.shop("explain", *row, "--json"))["rows"][0]["holds"]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.2)
        lines = ("--organization=usmf", *PLACE, "--atomic", "--id=cart",
                 "--line=T-shirt,iv.softreservordered=2,colorId=red")
        refused = self.shop("reserve", *lines, "--line=Mug,iv.softreservordered=1", status=3)
        self.assertIn("cart-1: failure 424 CART_REFUSED", refused)
        self.assertIn("cart-2: failure 500 NOT_AVAILABLE", refused)
        self.assertIn("cart-1: success", self.shop("reserve", *lines))
        self.assertIn("partialSuccess", self.shop("unreserve", *row, f"--reservation={reservation}", "--quantity=9"))
        self.assertIn("UNEXPECTED_QUANTITY", self.shop("set", *row, "--quantity=pos.inbound=4",
                                                       "--expect=pos.inbound=6", status=3))
        self.shop("set", *row, "--quantity=pos.inbound=4", "--expect=pos.inbound=5")

    def test_allocation_schedule_and_atp(self):
        row = ("--organization=usmf", "--product=Bike", *PLACE, "--dimension=colorId=Red")
        self.shop("post", *row, "--quantity=pos.inbound=10")
        self.shop("allocate", *row, "--group=channel=Web", "--quantity=8")
        self.assertIn("NOT_AVAILABLE_TO_ALLOCATE", self.shop("allocate", *row, "--group=channel=Web", "--quantity=3",
                                                             status=3))
        self.shop("consume", *row, "--group=channel=Web", "--quantity=3", "--subtract=pos.inbound")
        bucket = json.loads(self.shop("allocations", *row, "--json"))[0]
        self.assertEqual(bucket["quantities"]["@iv"], {"@allocated": 5, "@consumed": 3, "@cumulative_allocated": 8,
                                                       "@cumulative_consumed": 3})
        today = datetime.datetime.now(datetime.timezone.utc).date()
        day = [str(today + datetime.timedelta(days=days)) for days in range(6)]
        self.shop("schedule", *row, f"--day={day[2]},pos.inbound=4", f"--day={day[4]},pos.outbound=1")
        table = self.shop("atp", "--organization=usmf", "--product=Bike", "--group_by=colorId", f"--from={day[1]}",
                          f"--to={day[5]}")
        self.assertIn("Bike, siteid 1, locationid 11, ColorId Red", table)
        self.assertIn("█", table)
        answer = json.loads(self.shop("atp", "--organization=usmf", "--product=Bike", f"--from={day[1]}",
                                      f"--to={day[5]}", "--json"))
        promises = {date[:10]: values["iv"]["onhand"] for date, values in answer[0]["atpQuantities"].items()}
        self.assertEqual(promises, {day[1]: 7, day[2]: 10, day[3]: 10, day[4]: 10, day[5]: 10})

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
