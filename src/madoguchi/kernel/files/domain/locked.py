"""Does a PDF open without a password? Most "protected" ones do: only printing or copying is limited by the same mark.

The empty password is tried against the file's own check value, as every viewer does before it asks (ISO 32000-2 §7.6.4:
algorithms 2, 2.A, 2.B, 4, 5 and 6). Read from the raw bytes: the encryption dictionary is never compressed (§7.5.7).
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_POINTER: Final = re.compile(rb"/Encrypt\s+(\d+)\s+(\d+)\s+R")
_ID: Final = re.compile(rb"/ID\s*\[\s*(?=[<(])")
_LONGEST_DICTIONARY: Final = 8192
_MOST_POINTERS: Final = 8  # one in an honest file; each costs a look through all of it
_PADDING: Final = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ESCAPES: Final = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}


def needs_password(pdf: bytes) -> bool:
    """Whether nobody can open it without a password or a certificate. A mark that cannot be read counts as open."""
    pointers = dict.fromkeys(pointer.groups() for pointer in _POINTER.finditer(pdf))
    for number, generation in list(pointers)[:_MOST_POINTERS]:
        found = re.search(rb"(?<!\d)%s\s+%s\s+obj" % (number, generation), pdf)
        if found is None:
            continue
        table = pdf[found.end() : found.end() + _LONGEST_DICTIONARY]
        if re.search(rb"/Filter\s*/Adobe\.PubSec", table):
            return True  # for the holder of a certificate only
        if re.search(rb"/Filter\s*/Standard", table):
            return not _opens(table, pdf)
    return False


def _opens(table: bytes, pdf: bytes) -> bool:
    revision, owner, user = _number(table, b"R", 2), _text(table, rb"/O\s*(?=[<(])"), _text(table, rb"/U\s*(?=[<(])")
    if revision >= 5:
        salt = user[32:40]
        hashed = hashlib.sha256(salt).digest() if revision == 5 else _hash_2b(salt)
        return hashed == user[:32]
    permissions = (_number(table, b"P", 0) & 0xFFFFFFFF).to_bytes(4, "little")
    file_id = _text(pdf, _ID.pattern)
    bare = revision >= 4 and re.search(rb"/EncryptMetadata\s+false", table)
    seed = _PADDING + owner[:32] + permissions + file_id + (b"\xff" * 4 if bare else b"")
    # Writers disagree on /Length; a wrong one gives a key that fits nothing, so every usual one is tried.
    lengths = {5} if revision == 2 else {_number(table, b"Length", 40) // 8, 5, 16}
    return any(_user_value(seed, file_id, revision, size) == user[: 32 if revision == 2 else 16] for size in lengths)


def _user_value(seed: bytes, file_id: bytes, revision: int, size: int) -> bytes:
    key = hashlib.md5(seed, usedforsecurity=False).digest()
    if revision == 2:
        return _rc4(key[:size], _PADDING)
    for _ in range(50):
        key = hashlib.md5(key[:size], usedforsecurity=False).digest()
    value = hashlib.md5(_PADDING + file_id, usedforsecurity=False).digest()
    for step in range(20):
        value = _rc4(bytes(byte ^ step for byte in key[:size]), value)
    return value


def _hash_2b(salt: bytes) -> bytes:
    """The hash of revision 6 for an empty password."""
    key, step = hashlib.sha256(salt).digest(), 0
    while True:
        cipher = Cipher(algorithms.AES(key[:16]), modes.CBC(key[16:32])).encryptor()
        block = cipher.update(key * 64)
        key = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(block[:16]) % 3](block).digest()
        step += 1
        if step >= 64 and block[-1] <= step - 32:
            return key[:32]


def _rc4(key: bytes, text: bytes) -> bytes:
    if not key:
        return b""
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in text:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _number(table: bytes, name: bytes, default: int) -> int:
    found = re.search(rb"/%s\s+(-?\d{1,10})" % name, table)
    return int(found[1]) if found else default


def _text(data: bytes, before: bytes) -> bytes:
    """The string object after the first match of `before`: <hex> or (literal); empty when there is none."""
    found = re.search(before, data)
    if found is None:
        return b""
    at = found.end()
    if data[at : at + 1] == b"<":
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", data[at + 1 : data.find(b">", at)])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _literal(data[at + 1 : at + 1 + _LONGEST_DICTIONARY])


def _literal(data: bytes) -> bytes:
    out, depth, at = bytearray(), 0, 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte == ord("\\") and at < len(data):
            octal = re.compile(rb"[0-7]{1,3}").match(data, at)
            if octal:
                out.append(int(octal[0], 8) & 0xFF)
                at = octal.end()
            elif data[at] in b"\r\n":
                at += 2 if data[at : at + 2] == b"\r\n" else 1
            else:
                out.append(_ESCAPES.get(data[at], data[at]))
                at += 1
            continue
        depth += (byte == ord("(")) - (byte == ord(")"))
        if depth < 0:
            break
        out.append(byte)
    return bytes(out)
