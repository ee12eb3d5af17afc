#!/usr/bin/env python3
"""Reckons a published draw anew: python3 verify_draw.py draw.json [commitment written down before the entries closed]

Standard library only; shares no code with the product. Exit code 0: the draw is what its rules say; 1: it is not.
draw.json comes from the draw's public page. What this proves, and what not: docs/explanation/lottery.md
"""

import hashlib
import hmac
import json
import sys


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        draw = json.load(file)
    faults = check(draw, arguments[1].strip().lower() if len(arguments) == 2 else draw["commitment"])
    for fault in faults:
        print(f"WRONG: {fault}")
    if faults:
        return 1
    counts = dict.fromkeys(("confirmed", "waiting", "lost", "withdrawn", "ordered"), 0)
    for line in draw["result"]:
        counts[line["result"]] += 1
    told = ", ".join(f"{number} {result}" for result, number in counts.items() if number)
    print(f"RIGHT: {draw['title']}: {len(draw['entries'])} entries; {told or 'nobody entered'}")
    return 0


def check(draw: dict, commitment: str) -> list[str]:
    """Every way in which the published files contradict the rules."""
    if not draw["seed"]:
        return ["the draw has not been held yet: there is no seed to check"]
    faults = []
    seed, entries = bytes.fromhex(draw["seed"]), draw["entries"]
    if hashlib.sha256(seed).hexdigest() != commitment:
        faults.append("the seed is not the one that was committed to")
    if len(set(entries)) != len(entries):
        faults.append("an entry is on the list twice")
    digest = hashlib.sha256("".join(f"{entry}\n" for entry in sorted(entries)).encode()).hexdigest()
    if digest != draw["entries_digest"]:
        faults.append("the list of entries is not the one whose fingerprint was published")
    if draw["public_source"] and not draw["public_value"]:
        faults.append("the public value that was promised is missing")

    def lot(entry: str) -> tuple[str, str]:
        message = "\n".join([draw["public_value"], digest, entry]).encode()
        return hmac.new(seed, message, hashlib.sha256).hexdigest(), entry

    order = sorted(entries, key=lot)
    result = sorted(draw["result"], key=lambda line: line["order"])
    if [line["ticket"] for line in result] != order:
        faults.append("the order is not the one that seed, public value and list give")
    if [line["order"] for line in result] != list(range(1, len(order) + 1)):
        faults.append("the order has gaps")
    places, line_left = draw["limit"], draw["waiting"]
    for line in result:
        if line["result"] == "withdrawn":
            continue
        if draw["mode"] == "order":
            right = "ordered"
        elif places:
            right, places = "confirmed", places - 1
        elif line_left:
            right, line_left = "waiting", line_left - 1
        else:
            right = "lost"
        if line["result"] != right:
            faults.append(f"number {line['order']} ({line['ticket']}) is {line['result']}, but should be {right}")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
