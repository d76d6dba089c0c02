# Reads a Chrome trace and prints what it holds, in a fixed order.
import json
import sys

trace = json.load(open(sys.argv[1]))
tracks = {}
host, device = set(), []
for event in trace["traceEvents"]:
    if event["ph"] == "M":
        tracks[event["tid"]] = event["args"]["name"]
        continue
    assert event["ph"] == "X" and event["ts"] >= 0 and event["dur"] >= 0, event
    assert event["tid"] in tracks, event
    if event["cat"] == "dispatch":
        device.append(event["args"])
    else:
        host.add(event["name"])
for name in sorted(host):
    print("host:", name)
for args in device:
    print("device:", args["kernel"], "groups", args["groups"], "at",
          args["location"])
