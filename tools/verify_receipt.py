#!/usr/bin/env python3
"""Checks the proof of a receipt without the service: python3 verify_receipt.py proof.json [roots.json] [fingerprint]

Needs Python 3.9 and the package "cryptography"; shares no code with the product. proof.json comes from the page of the
case (受付の証明), roots.json from the town's page 記録の封印: best one that somebody else kept. The fingerprint is the
key's, as the town printed it or as it was read out. Exit code 0: the receipt is proven; 1: it is not; 3: it is proven
by a signed promise only, because that day has not been signed yet (get the file again tomorrow); 2: wrong usage.
What this proves, and what not: docs/how-to/verify-a-receipt.md
"""

import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def main(arguments: list) -> int:
    if not 1 <= len(arguments) <= 3:
        print(__doc__)
        return 2
    files = [name for name in arguments if name.endswith(".json")]
    fingerprints = [name for name in arguments if not name.endswith(".json")]
    with open(files[0], encoding="utf-8") as file:
        proof = json.load(file)
    roots = None
    if len(files) > 1:
        with open(files[1], encoding="utf-8") as file:
            roots = json.load(file)
    faults = check(proof, roots, fingerprints[0] if fingerprints else "")
    for fault in faults:
        print("WRONG: " + fault)
    if faults:
        return 1
    said, receipt = json.loads(proof["signed"]["statement"]), proof["receipt"]
    daily = said["format"] == "madoguchi-root-1"
    when = "signed for the day " + said["day"] if daily else "promised (the day is not signed yet)"
    print(f"RIGHT: receipt {receipt['number']} of body {receipt['body']} arrived at {receipt['filed_at']}; {when}")
    if "answers" in receipt:
        print(f"       with the {len(receipt['answers'])} answers in the file, as they were sent")
    if roots is None:
        print("       not compared with a published list of signed days: give roots.json, too")
    if not fingerprints:
        print("       compare the key's fingerprint yourself: " + fingerprint(proof["signed"]["public_key"]))
    return 0 if daily else 3


def check(proof: dict, roots: "dict | None", key: str) -> list:
    """Every way in which the files contradict each other."""
    event, receipt, signed = proof["event"], proof["receipt"], proof["signed"]
    said = json.loads(signed["statement"])
    faults = []
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
    if said["format"] == "madoguchi-root-1":
        if climb(leaf, proof["path"]) != said["tree"]:
            faults.append("the path does not lead from the event to the day's root")
        if not said["first"] <= proof["place"] <= said["last"]:
            faults.append("the place is not one of that day")
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
    if roots is not None:
        if roots["body"] != event["body"]:
            faults.append("the published list is of another body")
        if signed["public_key"] not in [one["public_key"] for one in roots["keys"]]:
            faults.append("the key is not among the published ones")
        if said["format"] == "madoguchi-root-1" and signed["statement"] not in [r["statement"] for r in roots["roots"]]:
            faults.append("the signed day is not the published one")
    return faults


def canonical(value: object) -> str:
    """One text for one meaning."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hashed(salt: str, text: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def climb(leaf: str, path: list) -> str:
    """The root of the tree (RFC 6962) that a leaf and the hashes beside its way lead to."""
    node = hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()
    for side, other in path:
        left, right = (bytes.fromhex(other), node) if side == "left" else (node, bytes.fromhex(other))
        node = hashlib.sha256(b"\x01" + left + right).digest()
    return node.hex()


def fingerprint(public_key: str) -> str:
    text = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:32]
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
