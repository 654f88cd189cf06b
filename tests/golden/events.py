# SPDX-License-Identifier: MIT
"""events.py FILE: whether a file is in Chrome's trace event format, as viewers need it, and makes sense.

Prints, for each process, its name, its spans of items, its flows, and the items that they have. Source: "Trace Event
Format", Google, 2016.
"""
import json
import sys
from collections import defaultdict


def check(holds, event):
    assert holds, f"not so: {event}"


def check_fields(event):
    phase = event["ph"]
    check(phase in "XMsfC" and isinstance(event["name"], str) and event["name"], event)
    check(type(event["pid"]) is int and type(event["tid"]) is int, event)
    check(isinstance(event["ts"], (int, float)) and event["ts"] >= 0, event)
    if phase == "X":
        check(event["dur"] >= 0, event)
    elif phase == "M":
        check(event["name"] in ("process_name", "thread_name") and isinstance(event["args"]["name"], str), event)
    elif phase == "C":
        check(all(isinstance(value, (int, float)) for value in event["args"].values()), event)
    else:
        check("id" in event and event["cat"], event)
        check(phase == "s" or event["bp"] == "e", event)


def ns(microseconds):
    return round(1000 * microseconds)


def end(span):
    return ns(span["ts"]) + ns(span["dur"])


def check_nesting(spans):
    """On one thread a span contains another, or they do not overlap."""
    open_spans = []
    for span in sorted(spans, key=lambda span: (ns(span["ts"]), -span["dur"])):
        while open_spans and end(open_spans[-1]) <= ns(span["ts"]):
            open_spans.pop()
        check(not open_spans or end(span) <= end(open_spans[-1]), span)
        open_spans.append(span)


def check_flows(flows, starts):
    """Each has a begin on the caller, and an end, not before it, where a span of items begins."""
    ids = defaultdict(dict)
    for flow in flows:
        check(flow["ph"] not in ids[flow["id"]], flow)
        ids[flow["id"]][flow["ph"]] = flow
    for pair in ids.values():
        check(set(pair) == {"s", "f"} and pair["s"]["ts"] <= pair["f"]["ts"], pair)
        check(pair["s"]["name"] == pair["f"]["name"] and pair["s"]["tid"] == 0, pair)
        check((pair["f"]["tid"], ns(pair["f"]["ts"])) in starts, pair)
    return len(ids)


def check_queue(counters, items):
    """It never rises, and ends empty."""
    counters = sorted(counters, key=lambda counter: (ns(counter["ts"]), -counter["args"]["items"]))
    depths = [counter["args"]["items"] for counter in counters]
    check(depths[0] == items and depths[-1] == 0 and depths == sorted(depths, reverse=True), depths[:9])


def check_process(events):
    spans = [event for event in events if event["ph"] == "X"]
    threads = defaultdict(list)
    for span in spans:
        threads[span["tid"]].append(span)
    for on_thread in threads.values():
        check_nesting(on_thread)
    (run,) = [span for span in spans if span["name"] == "run"]
    check(all(end(span) <= end(run) for span in spans), run)
    named = {event["tid"] for event in events if event["ph"] == "M" and event["name"] == "thread_name"}
    check(named >= set(threads), named)
    (name,) = [event["args"]["name"] for event in events if event["name"] == "process_name"]
    of_items = [span for span in spans if "args" in span]
    items = sum(span["args"]["items"] for span in of_items)
    check(all(span["args"]["work_ns"] <= ns(span["dur"]) for span in of_items), name)
    flows = check_flows([event for event in events if event["ph"] in "sf"],
                        {(span["tid"], ns(span["ts"])) for span in of_items})
    check_queue([event for event in events if event["ph"] == "C"], items)
    print(name, len(of_items), flows, items)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    check(document["displayTimeUnit"] == "ns" and document["traceEvents"], "the object")
    processes = defaultdict(list)
    for event in document["traceEvents"]:
        check_fields(event)
        processes[event["pid"]].append(event)
    for process in sorted(processes):
        check_process(processes[process])


main()
