"""`pages`: what the public pages weigh and how long the server takes for them.

Weight: the page with its style sheets and scripts as a browser gets them (compressed where the server offers it),
without fonts and images. Time: from the request to the last byte of the page, one reader, over one kept connection.
"""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import urljoin

from benchmarks.report import Measure
from benchmarks.wire import Visitor
from tests.story.server import Installation

REQUESTS = 200
BODY = "042072"
PAGES = {
    "portal": "/",
    "body": f"/{BODY}/",
    "procedure": f"/{BODY}/p/{{procedure}}/",
    "form": f"/{BODY}/p/{{procedure}}/start/",
}
_PROCEDURE = re.compile(rb"/p/([a-z][a-z0-9-]+)/")
_ASSET = re.compile(rb"<(?:link rel=\"(?:stylesheet|modulepreload)\"|script)[^>]* (?:href|src)=\"([^\"]+)\"")


def measure(site: Installation) -> list[Measure]:
    """One measure a page."""
    return asyncio.run(_all(site.port))


async def _all(port: int) -> list[Measure]:
    async with Visitor(port) as visitor:
        listed = _PROCEDURE.findall(await visitor.get(f"/{BODY}/find/"))
    procedure = next(one.decode() for one in listed if not one.startswith(b"bench-"))
    return [await _page(port, name, path.format(procedure=procedure)) for name, path in PAGES.items()]


async def _page(port: int, name: str, path: str) -> Measure:
    async with Visitor(port, accept_encoding="gzip, br") as visitor:
        page = await visitor.get(path)
        assets = {urljoin(path, one.decode()) for one in _ASSET.findall(page)}
        sizes = [len(await visitor.get(asset)) for asset in sorted(assets)]
        weight = len(page) + sum(sizes)
        times = []
        for _number in range(REQUESTS):
            before = time.perf_counter()
            await visitor.get(path)
            times.append(1000 * (time.perf_counter() - before))
            await asyncio.sleep(0.002)
    p95 = sorted(times)[int(0.95 * len(times))]
    return Measure(
        name=f"pages.{name}",
        value=round(p95, 1),
        unit="ms (p95)",
        more={
            "median_ms": round(sorted(times)[len(times) // 2], 1),
            "bytes": weight,
            "html_bytes": len(page),
            "path": path,
        },
        bars={"under 60 kB": weight < 60_000, "p95 under 30 ms": p95 < 30},
    )
