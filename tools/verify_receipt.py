#!/usr/bin/env python3
"""Checks the proof of a receipt without the service: python3 verify_receipt.py proof.json [roots.json] [fingerprint]

Needs Python 3.9 and the package "cryptography"; shares no code with the product. proof.json comes from the page of the
case (受付の証明), roots.json from the town's page 記録の封印: best one that somebody else kept. The fingerprint is the
key's, as the town printed it or as it was read out. Exit code 0: the receipt is proven; 1: it is not; 3: it is proven
by a signed promise only, because that day has not been signed yet (get the file again tomorrow); 4: UNCONFIRMED, the
file is sound in itself, but nothing given says that the town signed it: anybody can make such a file; 2: wrong usage.
What this proves, and what not: docs/how-to/verify-a-receipt.md
"""

import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def main(arguments: list) -> int:
    files = [name for name in arguments if name.endswith(".json")]
    fingerprints = [name for name in arguments if not name.endswith(".json")]
    if not 1 <= len(files) <= 2 or len(fingerprints) > 1:
        print(__doc__)
        return 2
    read = []
    for name in files:
        with open(name, encoding="utf-8") as file:
            read.append(json.load(file))
    proof, roots, key = read[0], read[1] if len(read) > 1 else None, fingerprints[0] if fingerprints else ""
    faults, doubts = check(proof, roots, key)
    for fault in faults:
        print("WRONG: " + fault)
    if faults:
        return 1
    said, receipt = json.loads(proof["signed"]["statement"]), proof["receipt"]
    daily, unconfirmed = said["format"] == "madoguchi-root-1", bool(doubts) and not key
    when = "signed for the day " + said["day"] if daily else "promised (the day is not signed yet)"
    print(
        f"{'UNCONFIRMED' if unconfirmed else 'RIGHT'}: receipt {receipt['number']} of body {receipt['body']} "
        f"arrived at {receipt['filed_at']}; {when}"
    )
    if "answers" in receipt:
        print(f"       with the {len(receipt['answers'])} answers in the file, as they were sent")
    for doubt in doubts:
        print("       " + doubt)
    if unconfirmed:
        print("       the key's fingerprint, to ask the town for: " + fingerprint(proof["signed"]["public_key"]))
        return 4
    return 0 if daily else 3


def check(proof: dict, roots: "dict | None", key: str) -> tuple:
    """Every way in which the files contradict each other; and why the list does not say that the town signed it."""
    event, receipt, signed = proof["event"], proof["receipt"], proof["signed"]
    said = json.loads(signed["statement"])
    daily, faults, doubts = said["format"] == "madoguchi-root-1", [], []
    # 1. The event speaks of this receipt: it holds hashes of it that only who has the nonce can make.
    told = {name: receipt[name] for name in ("body", "number", "filed_at")}
    if hashed(proof["nonce"], canonical(told)) != event["data"].get("receipt"):
        faults.append("the recorded event is not of this receipt")
    if "answers" in receipt and hashed(proof["nonce"], canonical(receipt["answers"])) != event["data"].get("answers"):
        faults.append("the answers are not those that were sent")
    if (event["word"], event["body"], event["at"]) != ("cases.case.filed", receipt["body"], receipt["filed_at"]):
        faults.append("the recorded event says another body, time or matter")
    # 2. The event is what was sealed, at that place, under what is signed.
    leaf = hashed(proof["salt"], canonical(event))
    if said["body"] != event["body"]:
        faults.append("the signature is of another body")
    if daily:
        if not said["first"] <= proof["place"] <= said["last"]:
            faults.append("the place is not one of that day")
        elif climb(leaf, proof["place"] - said["first"], said["last"] - said["first"], proof["path"]) != said["tree"]:
            faults.append("the path does not lead from the event at that place to the day's root")
    elif said["format"] == "madoguchi-promise-1":
        link = hashlib.sha256(bytes.fromhex(proof["before"]) + bytes.fromhex(leaf)).hexdigest()
        if (link, proof["place"]) != (said["hash"], said["place"]):
            faults.append("the event is not what was promised")
    else:
        faults.append("what is signed is of an unknown kind")
    # 3. It is signed, by the key that everybody knows, and published.
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed["public_key"]))
        public.verify(bytes.fromhex(signed["signature"]), signed["statement"].encode())
    except (InvalidSignature, ValueError):
        faults.append("the signature does not hold")
    if key and fingerprint(signed["public_key"]) != key.strip().lower():
        faults.append("it is signed with another key: " + fingerprint(signed["public_key"]))
    if roots is not None and roots["body"] != event["body"]:
        faults.append("the published list is of another body")
    elif roots is not None and daily:
        days = [(json.loads(one["statement"]), one) for one in roots["roots"]]
        if (signed["statement"], signed["public_key"]) not in [
            (one["statement"], one["public_key"]) for _, one in days
        ]:
            if not days or said["first"] > max(day["last"] for day, _one in days):
                doubts.append("the day is newer than the list: get roots.json again")
            elif said["last"] < min(day["first"] for day, _one in days):
                doubts.append("the day is older than the list: ask for one that goes back further")
            else:
                faults.append("the signed day is not the published one")
    elif roots is not None and signed["public_key"] not in [one["public_key"] for one in roots["keys"]]:
        doubts.append("the key is not among the published ones")
    if not key and roots is None:
        doubts.append("not compared with anything of the town's: give roots.json, or the key's fingerprint, or both")
    return faults, doubts


def canonical(value: object) -> str:
    """One text for one meaning."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hashed(salt: str, text: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def climb(leaf: str, index: int, last: int, path: list) -> str:
    """The root that a leaf and the hashes beside its way lead to, in the tree of RFC 6962 whose last leaf is `last`.

    On which side a hash stands follows from the index; what the file says of it is not asked. "" for a wrong length.
    """
    node = hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()
    for _side, other in path:
        if not last:
            return ""
        left = index % 2 == 1 or index == last
        pair = bytes.fromhex(other) + node if left else node + bytes.fromhex(other)
        node = hashlib.sha256(b"\x01" + pair).digest()
        while left and index and index % 2 == 0:  # it stood alone at the end of its rows
            index, last = index // 2, last // 2
        index, last = index // 2, last // 2
    return "" if last else node.hex()


def fingerprint(public_key: str) -> str:
    text = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:32]
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
